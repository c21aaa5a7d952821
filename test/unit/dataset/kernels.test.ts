import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withKernels } from "../../../src/backend/util/pixels/kernels";
import { Random } from "../../../src/backend/util/random";

describe("kernels", () => {
  it("have memory for large pictures, and let it go", () => {
    const bytes = new Uint8Array(40e6);
    bytes.set([7, 8, 9], bytes.length - 3);
    const size = withKernels((_, arena) => {
      const first = arena.put(bytes);
      assert.equal(arena.put(Uint8Array.of(1, 2, 3)) % 16, 0);
      assert.deepEqual([...arena.read(first + bytes.length - 3, 3)], [7, 8, 9]);
      return arena.size;
    });
    assert.ok(size >= bytes.length);
    assert.ok(withKernels((_, arena) => arena.size) < size);
  });

  it("sum columns of bytes at their largest without overflow, and leave what follows alone", () => {
    const rows = 256;
    const rowBytes = 21; // no multiple of 16
    const { sums, squares } = withKernels((kernels, arena) => {
      const source = arena.put(new Uint8Array(rows * rowBytes).fill(255));
      const [sumsAt, squaresAt] = [arena.take(2 * 32), arena.take(4 * 32)];
      kernels.sumColumns(source, rowBytes, rows, sumsAt, squaresAt);
      return {
        sums: new Uint16Array(arena.read(sumsAt, 2 * rowBytes).buffer),
        squares: new Uint32Array(arena.read(squaresAt, 4 * rowBytes).buffer),
      };
    });
    assert.ok(sums.every((sum) => sum === 256 * 255));
    assert.ok(squares.every((sum) => sum === 256 * 255 * 255));
  });

  it("sum columns as a loop does", () => {
    const random = Random.of(1);
    const [rows, rowBytes] = [37, 51];
    const data = Uint8Array.from({ length: rows * rowBytes }, () => random.integer(256));
    const sums = withKernels((kernels, arena) => {
      const source = arena.put(data);
      const [sumsAt, squaresAt] = [arena.take(2 * 64), arena.take(4 * 64)];
      kernels.sumColumns(source, rowBytes, rows, sumsAt, squaresAt);
      return new Uint16Array(arena.read(sumsAt, 2 * rowBytes).buffer);
    });
    const expected = Array.from({ length: rowBytes }, (_, x) => {
      let sum = 0;
      for (let y = 0; y < rows; y++) sum += data[y * rowBytes + x]!;
      return sum;
    });
    assert.deepEqual([...sums], expected);
  });
});
