/**
 * Reads pickles as data. A pickle is a program for a machine with a stack and a memo; this one has
 * only the operations that a state dict needs, makes nothing but values, and looks no name up.
 */
import { OP } from "./operations";
import {
  allowedGlobal,
  asArray,
  callGlobal,
  type Dictionary,
  PickleError,
  storageOf,
  Tensor,
  type Value,
} from "./values";

/** Long numbers are magic ones of 10 bytes; more would only cost time. */
const LONG_BYTES = 16;

/** ResNet-152's pickle takes 50,000; more would only take memory. */
const OPERATIONS = 500_000;

/** A pickle's value and where in the bytes it ended. */
export interface Unpickled {
  readonly value: Value;
  readonly end: number;
}

class Machine {
  private readonly view: DataView;
  private readonly stack: Value[] = [];
  /** Heights of the stack at the marks. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, Value>();

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): Unpickled {
    for (let count = 0; count < OPERATIONS; count++) {
      const operation = this.view.getUint8(this.take(1));
      if (operation === OP.STOP) return { value: this.pop(), end: this.at };
      this.step(operation);
    }
    throw new PickleError("its pickle is longer than any that describes weights");
  }

  /** Moves over so many bytes; gives where they begin. */
  private take(count: number): number {
    const start = this.at;
    if (count > this.bytes.length - start) throw new PickleError("its pickle ends early");
    this.at = start + count;
    return start;
  }

  private text(length: number, encoding: "utf8" | "latin1" = "utf8"): string {
    const start = this.take(length);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, length).toString(encoding);
  }

  /** Up to the end of the line. */
  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleError("its pickle ends early");
    const text = this.text(end - this.at);
    this.take(1);
    return text;
  }

  private u8 = () => this.view.getUint8(this.take(1));
  private u32 = () => this.view.getUint32(this.take(4), true);

  private long(length: number): number | bigint {
    if (length > LONG_BYTES) throw new PickleError("it has a number without end");
    const start = this.take(length);
    let value = 0n;
    for (let at = length - 1; at >= 0; at--) {
      value = (value << 8n) | BigInt(this.view.getUint8(start + at));
    }
    const signed = BigInt.asIntN(8 * length, value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  private push(value: Value): void {
    this.stack.push(value);
  }

  private pop(): Value {
    const value = this.stack.length > (this.marks.at(-1) ?? 0) ? this.stack.pop() : undefined;
    if (value === undefined) throw new PickleError("its pickle takes what it did not put");
    return value;
  }

  private popMark(): Value[] {
    const height = this.marks.pop();
    if (height === undefined) throw new PickleError("its pickle has no mark");
    return this.stack.splice(height);
  }

  private popTuple(count: number): Value[] {
    const values: Value[] = [];
    for (let index = 0; index < count; index++) values.unshift(this.pop());
    return values;
  }

  private get top(): Value {
    const value = this.pop();
    this.push(value);
    return value;
  }

  private get dictionary(): Dictionary {
    if (this.top instanceof Map) return this.top;
    throw new PickleError("it sets items of something that is not a dictionary");
  }

  private append(values: readonly Value[]): void {
    const list = asArray(this.top, "what is appended to") as Value[];
    for (const value of values) list.push(value);
  }

  private setItems(values: readonly Value[]): void {
    const { dictionary } = this;
    if (values.length % 2 > 0) throw new PickleError("a dictionary has a key without a value");
    for (let at = 0; at < values.length; at += 2) {
      dictionary.set(values[at] ?? null, values[at + 1] ?? null);
    }
  }

  private recall(index: number): Value {
    const value = this.memo.get(index);
    if (value === undefined) throw new PickleError("its pickle recalls what it did not keep");
    return value;
  }

  private reduce(): Value {
    const values = this.pop();
    return callGlobal(this.pop(), values);
  }

  /** Attributes: a state dict has its layers' versions there, which change nothing. */
  private build(): void {
    this.pop();
    if (!(this.top instanceof Map) && !(this.top instanceof Tensor)) {
      throw new PickleError("it sets attributes of something that is not a dictionary");
    }
  }

  private stackGlobal(): Value {
    const [module, name] = this.popTuple(2);
    if (typeof module === "string" && typeof name === "string") {
      return allowedGlobal(`${module}.${name}`);
    }
    throw new PickleError("its pickle names something without words");
  }

  private step(operation: number): void {
    switch (operation) {
      case OP.PROTO:
        this.take(1);
        return;
      case OP.FRAME:
        this.take(8);
        return;
      case OP.MARK:
        this.marks.push(this.stack.length);
        return;
      case OP.BINPUT:
        this.memo.set(this.u8(), this.top);
        return;
      case OP.LONG_BINPUT:
        this.memo.set(this.u32(), this.top);
        return;
      case OP.MEMOIZE:
        this.memo.set(this.memo.size, this.top);
        return;
      case OP.APPEND:
        this.append([this.pop()]);
        return;
      case OP.APPENDS:
        this.append(this.popMark());
        return;
      case OP.SETITEM:
        this.setItems(this.popTuple(2));
        return;
      case OP.SETITEMS:
        this.setItems(this.popMark());
        return;
      case OP.BUILD:
        this.build();
        return;
      default:
        this.push(this.valueOf(operation));
    }
  }

  /** What an operation puts on the stack. */
  private valueOf(operation: number): Value {
    switch (operation) {
      case OP.NONE:
        return null;
      case OP.NEWTRUE:
        return true;
      case OP.NEWFALSE:
        return false;
      case OP.BININT:
        return this.view.getInt32(this.take(4), true);
      case OP.BININT1:
        return this.u8();
      case OP.BININT2:
        return this.view.getUint16(this.take(2), true);
      case OP.LONG1:
        return this.long(this.u8());
      case OP.BINFLOAT:
        return this.view.getFloat64(this.take(8), false);
      case OP.BINUNICODE:
        return this.text(this.u32());
      case OP.SHORT_BINUNICODE:
        return this.text(this.u8());
      case OP.BINSTRING:
        return this.text(this.u32(), "latin1"); // of Python 2
      case OP.SHORT_BINSTRING:
        return this.text(this.u8(), "latin1");
      case OP.EMPTY_DICT:
        return new Map();
      case OP.EMPTY_LIST:
      case OP.EMPTY_TUPLE:
        return [];
      case OP.TUPLE:
        return this.popMark();
      case OP.TUPLE1:
        return this.popTuple(1);
      case OP.TUPLE2:
        return this.popTuple(2);
      case OP.TUPLE3:
        return this.popTuple(3);
      case OP.BINGET:
        return this.recall(this.u8());
      case OP.LONG_BINGET:
        return this.recall(this.u32());
      case OP.GLOBAL:
        return allowedGlobal(`${this.line()}.${this.line()}`);
      case OP.STACK_GLOBAL:
        return this.stackGlobal();
      case OP.BINPERSID:
        return storageOf(this.pop());
      case OP.REDUCE:
        return this.reduce();
      default: {
        const shown = operation.toString(16).padStart(2, "0");
        throw new PickleError(`its pickle uses operation 0x${shown}, which weights do not need`);
      }
    }
  }
}

/** Reads the pickle that begins there; throws PickleError for one that is not of weights. */
export function unpickle(bytes: Uint8Array, start = 0): Unpickled {
  return new Machine(bytes, start).run();
}
