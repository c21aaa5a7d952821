// How a step on the processor is put together: places in memory, and what of a network there are kernels for.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Area, plan } from "../../../src/backend/engine/processor/memory";
import { Program } from "../../../src/backend/engine/processor/program";
import { findUnits } from "../../../src/backend/engine/processor/units";
import type { Ops } from "../../../src/backend/nn/ops";
import { findNetwork } from "../../../src/backend/nn/registry";
import { trace } from "../../../src/backend/nn/trace";
import { Random } from "../../../src/backend/util/random";
import { NETWORK_NAMES } from "../../../src/protocol/network";

/** An area that is needed from one call to another. */
function area(bytes: number, first: number, last: number): Area {
  return Object.assign(new Area((batch) => batch * bytes), { first, last });
}

describe("places in a step's memory", () => {
  it("are shared by areas of different times, and by none of the same", () => {
    const random = Random.of(3, "areas");
    const areas = Array.from({ length: 60 }, () => {
      const first = random.integer(40);
      return area(1 + random.integer(5000), first, first + random.integer(12));
    });
    const batch = 3;
    const { offsets, bytes } = plan(areas, batch);
    const span = (one: Area) => [offsets.get(one)!, offsets.get(one)! + one.bytes(batch)] as const;
    for (const [index, one] of areas.entries()) {
      const [start, end] = span(one);
      assert.equal(start % 64, 0);
      assert.ok(start > 0);
      assert.ok(end <= bytes);
      for (const other of areas.slice(index + 1)) {
        if (other.first > one.last || one.first > other.last) continue;
        const [otherStart, otherEnd] = span(other);
        assert.ok(otherEnd <= start || end <= otherStart, "two areas of the same time meet");
      }
    }
    const apart = areas.reduce((sum, one) => sum + one.bytes(batch), 0);
    assert.ok(bytes < 0.6 * apart, `${bytes} of ${apart}`);
  });

  it("are reused where nothing is needed at the same time", () => {
    const { offsets, bytes } = plan([area(64, 0, 1), area(128, 2, 3), area(64, 4, 4)], 1);
    assert.deepEqual([...offsets.values()], [64, 64, 64]); // 0 says that there is none
    assert.equal(bytes, 192);
  });

  it("are found by a program from the calls that touch them", async () => {
    const program = new Program();
    const [a, b, c] = [program.floats(4), program.floats(4), program.floats(4)];
    program.call([a], (memory) => {
      memory.floats(a).fill(1);
    });
    program.call([a, b], (memory) => {
      memory.floats(b).set(memory.floats(a));
    });
    program.call([b, c], (memory) => {
      memory.floats(c).set(memory.floats(b));
    });
    const memory = program.memoryOf(4);
    assert.equal(memory.at(c), memory.at(a));
    assert.notEqual(memory.at(b), memory.at(a));
    await program.run(memory);
    assert.deepEqual(new Set(memory.floats(c)), new Set([1]));
    assert.equal(program.fits(4), true);
    assert.equal(program.fits(2 ** 27), false);
    assert.throws(() => program.memoryOf(2 ** 28), { code: "out-of-memory" });
  });
});

type Build = <T>(ops: Ops<T>, x: T) => T;

/** The kinds of a network's units, each once and in order; undefined where it has none. */
function kindsOf(backbone: Build): string[] | undefined {
  const network = { ...findNetwork("catDogNet"), backbone };
  const units = findUnits(trace(network, { imageSize: 32, classes: 3 }));
  return units && [...new Set(units.map(({ kind }) => kind))];
}

describe("the units of a network", () => {
  for (const name of NETWORK_NAMES) {
    it(`cover ${name}`, () => {
      const graph = trace(findNetwork(name), { imageSize: 32, classes: 3 });
      const units = findUnits(graph)!;
      const operations = (kind: string) =>
        graph.filter(({ operation }) => operation.kind === kind).length;
      const of = (...kinds: string[]) => units.filter(({ kind }) => kinds.includes(kind)).length;
      assert.equal(of("convolution"), operations("conv2d"));
      assert.equal(of("norm", "pooledNorm"), operations("batchNorm"));
      assert.equal(units.at(-1)!.node, graph.at(-1));
    });
  }

  const conv: Build = (ops, x) =>
    ops.batchNorm(ops.conv2d(x, { name: "conv", out: 8, kernel: 3 }), { name: "bn" });

  it("are what a normalisation is followed by", () => {
    const pooled: Build = (ops, x) =>
      ops.flatten(ops.maxPool(ops.relu(conv(ops, x)), { kernel: 2, stride: 2 }));
    assert.deepEqual(kindsOf(pooled), ["convolution", "pooledNorm", "layer"]);
    const overlapping: Build = (ops, x) =>
      ops.flatten(ops.maxPool(ops.relu(conv(ops, x)), { kernel: 3, stride: 2 }));
    assert.deepEqual(kindsOf(overlapping), ["convolution", "norm", "layer"]);
  });

  it("are none for what there are no kernels for", () => {
    const plain: Build = (ops, x) =>
      ops.flatten(ops.relu(ops.conv2d(x, { name: "conv", out: 8, kernel: 3 })));
    assert.equal(kindsOf(plain), undefined);
    const ten: Build = (ops, x) =>
      ops.flatten(ops.batchNorm(ops.conv2d(x, { name: "c", out: 10, kernel: 3 }), { name: "bn" }));
    assert.equal(kindsOf(ten), undefined);
    const grouped: Build = (ops, x) => {
      const y = ops.conv2d(conv(ops, x), { name: "g", out: 8, kernel: 3, groups: 2 });
      return ops.flatten(ops.batchNorm(y, { name: "bn2" }));
    };
    assert.equal(kindsOf(grouped), undefined);
    const raw: Build = (ops, x) =>
      ops.globalAvgPool(conv(ops, ops.maxPool(x, { kernel: 2, stride: 2 })));
    assert.equal(kindsOf(raw), undefined);
  });
});
