/** What a pickle of weights is made of, once read: plain values, and names of things that are never looked up. */

/** A class or function that the pickle names. It stays a name. */
export class Global {
  constructor(readonly name: string) {}
}

/** The numbers behind tensors; several may show parts of the same ones. */
export class Storage {
  constructor(
    /** PyTorch's class: "FloatStorage". */
    readonly type: string,
    /** Its name in the file. */
    readonly key: string,
    /** Number of elements. */
    readonly count: number,
  ) {}
}

/** A view of a storage. */
export class Tensor {
  constructor(
    readonly storage: Storage,
    /** In elements, like the strides. */
    readonly offset: number,
    readonly shape: readonly number[],
    readonly stride: readonly number[],
  ) {}
}

export type Dictionary = Map<Value, Value>;

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | Dictionary
  | Global
  | Storage
  | Tensor;

/** Why a pickle is not one of weights; the message is a clause. */
export class PickleError extends Error {}

export function asArray(value: Value | undefined, what: string): readonly Value[] {
  // the type guard of the library forgets readonly arrays
  if (Array.isArray(value)) return value as readonly Value[];
  throw new PickleError(`${what} is not a list`);
}

/** A whole number of at least 0. */
export function asSize(value: Value | undefined, what: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new PickleError(`${what} is not a size`);
}

const asSizes = (value: Value | undefined, what: string) =>
  asArray(value, what).map((size) => asSize(size, what));

function rebuildTensor([storage, offset, shape, stride]: readonly Value[]): Tensor {
  if (!(storage instanceof Storage)) throw new PickleError("a tensor has no storage");
  return new Tensor(
    storage,
    asSize(offset, "a tensor's offset"),
    asSizes(shape, "a tensor's shape"),
    asSizes(stride, "a tensor's stride"),
  );
}

function makeDictionary([pairs = []]: readonly Value[]): Dictionary {
  const entries = asArray(pairs, "an OrderedDict").map((pair) => asArray(pair, "a pair"));
  return new Map(entries.map(([key = null, value = null]) => [key, value]));
}

function rebuildParameter([tensor]: readonly Value[]): Tensor {
  if (tensor instanceof Tensor) return tensor;
  throw new PickleError("a parameter has no tensor");
}

/** The functions that a state dict calls, and what their calls come to. */
const FUNCTIONS: Readonly<Record<string, (values: readonly Value[]) => Value>> = {
  "collections.OrderedDict": makeDictionary,
  "torch._utils._rebuild_tensor_v2": rebuildTensor,
  "torch._utils._rebuild_parameter": rebuildParameter,
};

const STORAGE = /^torch\.(\w+Storage)$/;

/** A name that weights may use; anything else is refused before anything is made of it. */
export function allowedGlobal(name: string): Global {
  if (Object.hasOwn(FUNCTIONS, name) || STORAGE.test(name)) return new Global(name);
  const shown = name.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);
  throw new PickleError(`it asks for "${shown}", which weights do not need; nothing was run`);
}

/** What the call of a named function comes to. */
export function callGlobal(callee: Value, values: Value): Value {
  const made =
    callee instanceof Global && Object.hasOwn(FUNCTIONS, callee.name)
      ? FUNCTIONS[callee.name]
      : undefined;
  if (made === undefined) throw new PickleError("it calls something that is not a function");
  return made(asArray(values, "a call's values"));
}

/** A persistent id: ("storage", class, key, device, number of elements, view). */
export function storageOf(id: Value): Storage {
  const [kind, type, key, , count, view = null] = asArray(id, "a storage's description");
  const name = type instanceof Global ? STORAGE.exec(type.name)?.[1] : undefined;
  if (kind !== "storage" || name === undefined || typeof key !== "string") {
    throw new PickleError("a storage is not described as PyTorch does");
  }
  if (view !== null) throw new PickleError("a storage is a part of another one");
  return new Storage(name, key, asSize(count, "a storage's length"));
}
