// What comes from a webview: answered always, believed never.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  augmentationOf,
  balanceOf,
  previewOf,
  ruleOf,
} from "../../../src/extension/panels/datasetRequests";
import { actionOf, splitOf, textOf, textsOf } from "../../../src/extension/panels/requests";
import { answer, type DashboardServer } from "../../../src/extension/panels/server";
import {
  datasetOf,
  isKnown,
  parseSubject,
  subjectKey,
} from "../../../src/extension/panels/subject";
import { NO_AUGMENTATION } from "../../../src/protocol/augment";
import { UserError } from "../../../src/protocol/errors";

describe("a dashboard's calls", () => {
  const call = { type: "call", id: 5, method: "translations", request: {} };
  const silent = (): void => undefined;

  it("get their result under their number", async () => {
    const api: DashboardServer = { translations: () => Promise.resolve({ Stop: "Detener" }) };
    const frame = await answer(api, call, silent);
    assert.deepEqual(frame, { type: "result", id: 5, ok: { Stop: "Detener" } });
  });

  it("get an error when the host fails, which the log hears of only if it is a bug", async () => {
    const bugs: unknown[] = [];
    const user = {
      translations: () => Promise.reject(new UserError("not-found", "Gone.")),
    };
    const refused = await answer(user, call, (error) => bugs.push(error));
    const error = { code: "not-found", message: "Gone." };
    assert.deepEqual(refused, { type: "result", id: 5, error });
    assert.equal(bugs.length, 0);
    const broken = {
      translations: () => {
        throw new TypeError("x is undefined");
      },
    };
    const failed = await answer(broken, call, (bug) => bugs.push(bug));
    assert.ok(failed?.type === "result" && "error" in failed);
    assert.equal(failed.error.code, "internal");
    assert.equal(bugs.length, 1);
  });

  it("reach stated methods only", async () => {
    for (const method of ["constructor", "toString", "__proto__", "dispose"]) {
      const frame = await answer({}, { ...call, method }, silent);
      assert.ok(frame?.type === "result" && "error" in frame, method);
      assert.equal(frame.error.code, "invalid-argument");
    }
  });

  it("are refused by a dashboard that does not have the method", async () => {
    const frame = await answer({}, { ...call, method: "samples" }, silent);
    assert.ok(frame?.type === "result" && "error" in frame);
    assert.equal(frame.error.code, "invalid-argument");
  });

  it("are calls; nothing else is answered", async () => {
    for (const message of [null, 7, "call", {}, { type: "call" }, { ...call, id: "5" }]) {
      assert.equal(await answer({}, message, silent), undefined);
    }
  });

  it("must have fields of the right kind", () => {
    assert.equal(textOf({ path: "a.jpg" }, "path"), "a.jpg");
    assert.deepEqual(textsOf({ paths: ["a.jpg"] }, "paths"), ["a.jpg"]);
    assert.equal(actionOf({ action: "stop" }), "stop");
    assert.throws(() => textOf({ path: 7 }, "path"), UserError);
    assert.throws(() => textOf(null, "path"), UserError);
    assert.throws(() => textsOf({ paths: ["a.jpg", 7] }, "paths"), UserError);
    assert.throws(() => textsOf({ paths: Array(1001).fill("a.jpg") }, "paths"), UserError);
    assert.throws(() => actionOf({ action: "toString" }), UserError);
    assert.equal(splitOf({ split: "train" }), "train");
    assert.throws(() => splitOf({ split: "left-out" }), UserError);
  });
});

describe("a call of the data set's dashboard", () => {
  it("says what to balance, and nothing besides", () => {
    const asked = { target: "species", strategy: "upsample", seed: 5, notebookOrder: true };
    assert.deepEqual(balanceOf({ ...asked, directory: "/etc" }), asked);
    assert.throws(() => balanceOf({ ...asked, strategy: "toString" }), UserError);
    assert.throws(() => balanceOf({ ...asked, seed: "5" }), UserError);
    assert.throws(() => balanceOf({ ...asked, seed: Number.NaN }), UserError);
    assert.throws(() => balanceOf({ ...asked, notebookOrder: undefined }), UserError);
  });

  it("gives a strength for each augmentation and drops what is none", () => {
    const augmentation = { horizontalFlip: 0.5, rotation: 10, sharpen: 3 };
    assert.deepEqual(augmentationOf({ augmentation }, "augmentation"), {
      ...NO_AUGMENTATION,
      horizontalFlip: 0.5,
      rotation: 10,
    });
    assert.throws(
      () => augmentationOf({ augmentation: { mixup: "1" } }, "augmentation"),
      UserError,
    );
    assert.throws(() => augmentationOf({}, "augmentation"), UserError);
    const preview = previewOf({ paths: ["a.jpg"], seed: 3, directory: "/etc" });
    assert.deepEqual(preview, { paths: ["a.jpg"], seed: 3, count: undefined });
    const config = previewOf({ paths: ["a.jpg"], config: augmentation }).config;
    assert.equal(config?.rotation, 10);
  });

  it("names a labelling rule with its texts, or none", () => {
    const rule = { kind: "regex", pattern: "(?<class>.)", script: "x" };
    assert.deepEqual(ruleOf({ rule }), { kind: "regex", pattern: "(?<class>.)" });
    assert.equal(ruleOf({}), undefined);
    assert.throws(() => ruleOf({ rule: { kind: "magic" } }), UserError);
    assert.throws(() => ruleOf({ rule: { kind: "csv", csvFile: 7 } }), UserError);
    assert.throws(() => ruleOf({ rule: "csv" }), UserError);
  });
});

describe("a saved subject", () => {
  const run = "/photos/pets/.pupil/runs/1";

  it("is read from the state that a webview kept", () => {
    const subjects = [
      { kind: "dataset", directory: "/photos/pets" },
      {
        kind: "learningRate",
        directory: "/photos/pets",
        config: { network: "catDogNet", target: "species", batch: 16 },
      },
      { kind: "training", run },
      { kind: "evaluation", run },
      { kind: "compare", runs: [run, "/photos/pets/.pupil/runs/2"] },
      { kind: "compare", runs: [run], target: "breed" },
      { kind: "classify", run, pictures: ["/photos/a.jpg"] },
    ] as const;
    for (const subject of subjects) {
      assert.deepEqual(parseSubject({ subject, view: { tab: "x" } }), subject);
    }
  });

  it("is nothing when it has another shape", () => {
    const bad = [
      { kind: "dataset", directory: "pets" },
      { kind: "training", run: 7 },
      { kind: "learningRate", directory: "/photos/pets" },
      { kind: "learningRate", directory: "/photos/pets", config: { network: "vgg", target: "x" } },
      { kind: "learningRate", directory: "/photos/pets", config: { network: "catDogNet" } },
      { kind: "compare", runs: [] },
      { kind: "compare", runs: [run, "runs/2"] },
      { kind: "compare", runs: Array(9).fill(run) },
      { kind: "classify", run, pictures: [] },
      { kind: "classify", run, pictures: ["/photos/a.jpg", "b.jpg"] },
      { kind: "classify", run, pictures: ["/photos/a\0.jpg"] },
      { kind: "settings", run },
    ];
    for (const subject of bad) assert.equal(parseSubject({ subject }), undefined);
    for (const state of [undefined, null, 7, {}, { subject: null }]) {
      assert.equal(parseSubject(state), undefined);
    }
  });

  it("is let in only when all its paths are known", () => {
    const folders = ["/photos"];
    assert.equal(isKnown({ kind: "training", run }, folders), true);
    assert.equal(isKnown({ kind: "training", run: "/other/.pupil/runs/1" }, folders), false);
    assert.equal(isKnown({ kind: "training", run: "/photos/pets/runs/1" }, folders), false);
    assert.equal(isKnown({ kind: "dataset", directory: "/photos/../etc" }, folders), false);
    const compare = (other: string) => ({ kind: "compare", runs: [run, other] }) as const;
    assert.equal(isKnown(compare("/photos/cats/.pupil/runs/1"), folders), true);
    assert.equal(isKnown(compare("/other/.pupil/runs/1"), folders), false);
    assert.equal(isKnown(compare("/photos/cats/runs/1"), folders), false);
    const classify = (picture: string) => ({ kind: "classify", run, pictures: [picture] }) as const;
    assert.equal(isKnown(classify("/photos/a.jpg"), folders), true);
    assert.equal(isKnown(classify("/etc/a.jpg"), folders), false);
  });

  it("has one key a panel, and another model makes no other panel", () => {
    const pictures = ["/photos/a.jpg"];
    const one = subjectKey({ kind: "classify", run, pictures });
    assert.equal(subjectKey({ kind: "classify", run: "/photos/other", pictures }), one);
    assert.notEqual(subjectKey({ kind: "training", run }), subjectKey({ kind: "evaluation", run }));
    const [a, b] = ["/photos/a", "/photos/b"];
    assert.equal(
      subjectKey({ kind: "compare", runs: [a, b] }),
      subjectKey({ kind: "compare", runs: [b, a], target: "breed" }),
    );
    assert.equal(datasetOf({ kind: "training", run }), "/photos/pets");
    assert.equal(datasetOf({ kind: "compare", runs: [run, a] }), "/photos/pets");
  });
});
