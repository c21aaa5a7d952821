// The dashboards' reckoning without a page: blocks, graph layout, live runs, draws, selections.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evenColumns } from "../../webview/lib/facts";
import { fromFolder } from "../../webview/lib/folders";
import { draw, select, type Selection } from "../../webview/evaluation/selection";
import { blocksOf } from "../../webview/training/blocks";
import { layoutGraph } from "../../webview/training/graphLayout";
import { liveRun, shareDone, withEpoch, withTick } from "../../webview/training/live";
import { breedEvaluation } from "./fixtures/evaluations";
import { epochMetrics, networkOf, run, tick } from "./fixtures/runs";

const networks = ["catDogNet", "resnet34", "resnet50"] as const;

describe("columns of key numbers", () => {
  it("fill the rows evenly in any width, and one narrow column at least", () => {
    const columns = [200, 300, 700, 1000, 1200, 2000].map((width) => evenColumns(8, width));
    assert.deepEqual(columns, [1, 2, 4, 4, 8, 8]);
    assert.equal(evenColumns(5, 600), 3);
    assert.equal(evenColumns(0, 600), 1);
    assert.equal(evenColumns(3, 0), 1);
  });
});

describe("paths", () => {
  it("begin with the workspace's folder, and stay whole outside of it", () => {
    const folders = ["/home/ada/photos", "C:\\photos"];
    assert.equal(fromFolder("/home/ada/photos/pets", folders), "photos/pets");
    assert.equal(fromFolder("/home/ada/photos", folders), "photos");
    assert.equal(fromFolder("/home/ada/photos-2/pets", folders), "/home/ada/photos-2/pets");
    assert.equal(fromFolder("C:\\photos\\pets", folders), "photos\\pets");
  });
});

describe("blocks of a network", () => {
  for (const name of networks) {
    it(`cover each layer of ${name} once, in order, with all its parameters`, () => {
      const network = networkOf(name, 37);
      const blocks = blocksOf(network.layers);
      assert.deepEqual(
        blocks.flatMap(({ layers }) => layers),
        network.layers.map((_, index) => index),
      );
      const parameters = blocks.reduce((sum, block) => sum + block.parameters, 0);
      assert.equal(parameters, network.parameters);
      assert.equal(new Set(blocks.map((block) => block.name)).size, blocks.length);
    });
  }

  it("are the residual blocks where there are some", () => {
    const residual = (name: (typeof networks)[number]): number =>
      blocksOf(networkOf(name, 2).layers).filter((block) => block.residual).length;
    assert.deepEqual(networks.map(residual), [0, 16, 16]);
  });
});

describe("graph of a network", () => {
  it("draws every connection of an unfolded network, no two ways in one lane at once", () => {
    const network = networkOf("resnet50", 37);
    const blocks = blocksOf(network.layers);
    const open = new Set(blocks.map(({ name }) => name));
    const { nodes, edges } = layoutGraph(network, blocks, open);
    assert.equal(nodes.length, network.layers.length);
    const connections = network.layers.reduce((sum, { inputs }) => sum + inputs.length, 0);
    assert.equal(edges.length, connections);
    for (const [index, edge] of edges.entries()) {
      assert.ok(edge.to > edge.from);
      assert.equal(edge.lane === 0, edge.to - edge.from === 1);
      for (const other of edges.slice(index + 1)) {
        if (other.lane === 0 || other.lane !== edge.lane) continue;
        assert.ok(other.to <= edge.from || other.from >= edge.to, "lanes cross");
      }
    }
  });

  it("is a chain when all is folded", () => {
    const network = networkOf("resnet34", 2);
    const blocks = blocksOf(network.layers);
    const { edges, lanes } = layoutGraph(network, blocks, new Set());
    assert.equal(edges.length, blocks.length);
    assert.equal(lanes, 0);
  });
});

describe("a live run", () => {
  it("adds epochs, replaces those it has, and drops a tick that is past", () => {
    let live = liveRun(run("running", 2), tick(3, 10));
    assert.equal(shareDone(live).toFixed(4), ((2 + 10 / 52) / 15).toFixed(4));
    live = withEpoch(live, epochMetrics(3));
    assert.equal(live.tick, undefined);
    live = withEpoch(live, { ...epochMetrics(3), trainLoss: 9 });
    assert.deepEqual(
      live.run.metrics.map(({ epoch, trainLoss }) => [epoch, trainLoss === 9]),
      [
        [1, false],
        [2, false],
        [3, true],
      ],
    );
    assert.equal(withTick(live, tick(3, 52)).tick, undefined);
    assert.equal(withTick(live, tick(4, 1)).tick?.epoch, 4);
    assert.equal(liveRun(run("stopped", 2), tick(3, 10)).tick, undefined);
  });

  it("knows the best epoch as soon as it is told", () => {
    const live = withEpoch(liveRun(run("running", 1), undefined), epochMetrics(2));
    assert.equal(live.run.bestEpoch, 2);
    assert.equal(live.run.bestValidationAccuracy, epochMetrics(2).validationAccuracy);
  });
});

describe("the gallery's selection", () => {
  const predictions = breedEvaluation.evaluation!.predictions;

  it("draws without repetition, the same for a seed, each about equally often", () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const often = items.map(() => 0);
    for (let seed = 0; seed < 2000; seed++) {
      const drawn = draw(items, 4, seed);
      assert.equal(new Set(drawn).size, 4);
      assert.deepEqual(draw(items, 4, seed), drawn);
      for (const item of drawn) often[item]!++;
    }
    // 400 expected, standard deviation 18
    assert.ok(Math.min(...often) > 310 && Math.max(...often) < 490, often.join(" "));
    assert.deepEqual(draw([1, 2], 4, 1).sort(), [1, 2]);
  });

  it("orders by loss and by certainty, and leaves what it was given alone", () => {
    const before = predictions.map(({ path }) => path);
    const all = {
      verdict: "all",
      actual: null,
      predicted: null,
      certainty: null,
      origin: "all",
    } as const;
    const chosen = (part: Pick<Selection, "order"> & Partial<Selection>) =>
      select(predictions, { ...all, ...part }, new Set());
    const losses = chosen({ order: "loss" }).map(({ loss }) => loss);
    assert.deepEqual(
      losses,
      [...losses].sort((a, b) => b - a),
    );
    const names = chosen({ order: "name" }).map(({ path }) => path);
    const collator = new Intl.Collator(undefined, { numeric: true });
    assert.deepEqual(
      names,
      [...names].sort((a, b) => collator.compare(a, b)),
    );
    assert.deepEqual(
      predictions.map(({ path }) => path),
      before,
    );
    const wrong = chosen({ verdict: "wrong", order: "doubtful" });
    assert.ok(wrong.every(({ actual, predicted }) => actual !== predicted));
    assert.equal(
      wrong.length + chosen({ verdict: "right", order: "name" }).length,
      predictions.length,
    );
  });
});
