/** A file of named arrays, whatever its format: what is in it, and each array when it is asked for. */
import { UserError } from "../../protocol/errors";
import type { NamedArray } from "../util/safetensors";

/** What a file says of one of its arrays. */
export interface ArrayHeader {
  readonly name: string;
  readonly shape: readonly number[];
}

/** An array that can be read: whoever made it has checked that the file has so many numbers. */
export interface ArrayEntry extends ArrayHeader {
  /** Reads the values as float32, row-major. */
  readonly read: () => Promise<Float32Array>;
}

/** A convolution of a graph, where a file has one. */
export interface ConvLayer {
  readonly weight: ArrayEntry | undefined;
  readonly bias: ArrayEntry | undefined;
  /** Scale, bias, mean and variance of the normalisation that follows; undefined when none does. */
  readonly norm: readonly ArrayEntry[] | undefined;
  /** Which of the earlier convolutions it comes after: bit n is the nth. */
  readonly before: bigint;
  /** How many those are. */
  readonly depth: number;
}

export interface ArrayFile {
  readonly format: "PyTorch" | "safetensors" | "ONNX";
  /** Floating-point arrays by name, in the file's order; integers (num_batches_tracked) are left out. */
  readonly entries: ReadonlyMap<string, ArrayEntry>;
  /** In the order of the graph; only graphs have them. */
  readonly layers?: readonly ConvLayer[];
}

/** ResNet-152 has 932 arrays and 242 MB; nothing that Pupil trains comes near these. */
export const LIMITS = {
  fileBytes: 2 ** 30,
  arrays: 10_000,
  /** Of what describes the arrays: a pickle, a head. */
  descriptionBytes: 16 * 2 ** 20,
  dimensions: 8,
  nameLength: 300,
} as const;

/** The error for a file that cannot be used; the reason is a clause. */
export function unusable(path: string, reason: string, cause?: unknown): UserError {
  return new UserError("corrupt-file", `${path} cannot be used as weights: ${reason}.`, { cause });
}

/** Number of elements; throws for a shape that no network has. */
export function checkedCount(path: string, { name, shape }: ArrayHeader): number {
  const isSound =
    shape.length <= LIMITS.dimensions && shape.every((size) => Number.isInteger(size) && size >= 0);
  const count = shape.reduce((product, size) => product * size, 1);
  if (isSound && Number.isSafeInteger(count)) return count;
  throw unusable(path, `the shape of "${shorten(name)}" cannot be right`);
}

/** A name from a file, fit for a sentence. */
export function shorten(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, "?");
  return plain.length <= 80 ? plain : `${plain.slice(0, 80)}...`;
}

/** Reads one array with its shape. */
export async function readArray({ shape, read }: ArrayEntry): Promise<NamedArray> {
  return { shape, data: await read() };
}
