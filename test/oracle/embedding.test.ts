// The embedding map: neighbours and trustworthiness against scikit-learn, and what UMAP must preserve.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { before, describe, it } from "node:test";
import { mapFeatures } from "../../src/backend/embedding/embed";
import { nearestNeighbours } from "../../src/backend/embedding/neighbours";
import { principalPlane } from "../../src/backend/embedding/principal";
import { trustworthiness } from "../../src/backend/embedding/trustworthiness";
import { silentContext } from "../../src/backend/util/context";
import { Random } from "../../src/backend/util/random";
import { missingPython, python } from "../skip";

const CLUSTERS = 6;
const EACH = 50;
const ROWS = CLUSTERS * EACH;
const WIDTH = 24;
const NEAR = 10;

/** A cloud that is long in one direction, less so in another, and round in all others. */
function ellipsoid(): Float32Array {
  const random = Random.of(4, "ellipsoid");
  const lengths = [2, 1, 6, 1, 3];
  return Float32Array.from(
    { length: ROWS * WIDTH },
    (_, at) => 5 + (lengths[at % WIDTH] ?? 1) * random.normal(),
  );
}

/** Six clouds of unequal width in 24 dimensions, each stretched along a direction of its own. */
function clouds(): Float32Array {
  const random = Random.of(3, "clouds");
  const values = new Float32Array(ROWS * WIDTH);
  for (let cluster = 0; cluster < CLUSTERS; cluster++) {
    const centre = Array.from({ length: WIDTH }, () => 4 * random.normal());
    const along = Array.from({ length: WIDTH }, () => random.normal());
    for (let row = cluster * EACH; row < (cluster + 1) * EACH; row++) {
      const stretch = 2 * random.normal();
      for (let i = 0; i < WIDTH; i++) {
        const noise = (0.4 + 0.1 * cluster) * random.normal();
        values[row * WIDTH + i] = centre[i]! + stretch * along[i]! + noise;
      }
    }
  }
  return values;
}

const PROGRAM = `
import json, sys
import numpy as np
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors
from sklearn.decomposition import PCA
given = json.load(sys.stdin)
x, y = np.array(given["x"]), np.array(given["y"])
near = NearestNeighbors(n_neighbors=given["near"]).fit(x).kneighbors(x)
plane = PCA(2, svd_solver="full").fit_transform(x)
begin = PCA(2, svd_solver="full").fit_transform(np.array(given["e"]))
json.dump({
    "indices": near[1].tolist(),
    "distances": near[0].tolist(),
    "ours": trustworthiness(x, y, n_neighbors=given["near"]),
    "pca": trustworthiness(x, plane, n_neighbors=given["near"]),
    "plane": (np.abs(begin) / np.abs(begin).max(axis=0) * 10).tolist(),
}, sys.stdout)
`;

interface Theirs {
  readonly indices: number[][];
  readonly distances: number[][];
  readonly ours: number;
  readonly pca: number;
  readonly plane: number[][];
}

const rowsOf = (values: Float32Array, width: number) =>
  Array.from({ length: values.length / width }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width)),
  );

describe("the embedding map against scikit-learn", { skip: missingPython(["sklearn"]) }, () => {
  const context = silentContext();
  const features = clouds();
  const settings = { neighbours: 15, minDistance: 0.1, seed: 27 };
  let made: Awaited<ReturnType<typeof mapFeatures>>;
  let theirs: Theirs;

  before(async () => {
    made = await mapFeatures({ features, width: WIDTH }, settings, context);
    const x = rowsOf(features, WIDTH);
    const y = rowsOf(made.map.values, 2);
    const e = rowsOf(ellipsoid(), WIDTH);
    const { stdout, stderr } = spawnSync(python, ["-c", PROGRAM], {
      input: JSON.stringify({ x, y, e, near: NEAR }),
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    assert.notEqual(stdout, "", stderr);
    theirs = JSON.parse(stdout) as Theirs;
  });

  it("finds the same neighbours at the same distances", async () => {
    const { indices, distances } = await nearestNeighbours(
      { values: features, width: WIDTH },
      NEAR,
      context,
    );
    assert.deepEqual(indices, theirs.indices);
    for (const [row, own] of distances.entries()) {
      for (const [at, distance] of own.entries()) {
        assert.ok(Math.abs(distance - theirs.distances[row]![at]!) < 1e-6);
      }
    }
  });

  it("begins on the plane of principal components", () => {
    const { values } = principalPlane({ values: ellipsoid(), width: WIDTH }, Random.of(1, "plane"));
    for (const [at, value] of values.entries()) {
      const expected = theirs.plane[Math.floor(at / 2)]![at % 2]!;
      // 20 power iterations, and the noise that parts equal rows
      assert.ok(Math.abs(Math.abs(value) - expected) < 0.05, `${at}: ${value} ${expected}`);
    }
  });

  it("measures the same trustworthiness", async () => {
    const rows = [...new Array(ROWS).keys()];
    const space = { values: features, width: WIDTH };
    const ours = await trustworthiness({ space, map: made.map }, NEAR, rows);
    assert.ok(Math.abs(ours - theirs.ours) < 1e-12, `${ours} ${theirs.ours}`);
  });

  it("preserves neighbours, better than a plane can", () => {
    // seen: 0.993, and 0.978 of the plane; a map by chance has 0.5
    assert.ok(theirs.ours > 0.985, String(theirs.ours));
    assert.ok(theirs.ours > theirs.pca + 0.01, `${theirs.ours} ${theirs.pca}`);
    assert.ok(Math.abs(made.trustworthiness - theirs.ours) < 0.02);
  });

  it("is the same again with the same seed, and another one with another", async () => {
    const again = await mapFeatures({ features, width: WIDTH }, settings, context);
    assert.deepEqual(again, made);
    const other = await mapFeatures({ features, width: WIDTH }, { ...settings, seed: 1 }, context);
    assert.notDeepEqual(other.map, made.map);
  });
});
