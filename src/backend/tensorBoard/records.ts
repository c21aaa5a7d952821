/** TFRecord: a file of records, each with its length, both under checksums (TensorFlow's lib/io/record_writer.h). */
import { maskedCrc32c } from "./crc32c";

/** Length and its checksum before the data, the data's checksum after it. */
const HEAD_BYTES = 12;
const FOOT_BYTES = 4;

/** The record of those bytes. */
export function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + data.length + FOOT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(data, HEAD_BYTES);
  view.setUint32(HEAD_BYTES + data.length, maskedCrc32c(data), true);
  return bytes;
}
