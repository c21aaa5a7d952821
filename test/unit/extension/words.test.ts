// Paths, numbers and steps: the small functions that everything above leans on.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { describe, it } from "node:test";
import { parseRunFile, runFileText } from "../../../src/extension/actions/runFile";
import { Owner } from "../../../src/extension/dispose";
import { Format } from "../../../src/extension/format";
import {
  datasetOfFile,
  datasetOfRun,
  isInside,
  isPicture,
  resolveInside,
} from "../../../src/extension/paths";
import { NUMBER_FIELDS, parseNumber, STRENGTH_FIELDS } from "../../../src/extension/wizard/fields";
import { type Step, walk } from "../../../src/extension/wizard/steps";
import { parseConfig } from "../../../src/backend/train/config";
import { NO_AUGMENTATION } from "../../../src/protocol/augment";
import { UserError } from "../../../src/protocol/errors";
import { temporaryFolder } from "../dataset/support";
import { makeRun } from "./support";

describe("paths", () => {
  it("stay inside their folder", () => {
    assert.equal(resolveInside("/pets", "images/a.jpg"), "/pets/images/a.jpg".replaceAll("/", sep));
    for (const path of ["../a.jpg", "images/../../a.jpg", "/etc/passwd", "a\0.jpg"]) {
      assert.throws(() => resolveInside("/pets", path), UserError, path);
    }
    assert.equal(isInside("/pets", "/pets-2/a.jpg"), false);
    assert.equal(isInside("/pets", "/pets/..a.jpg"), true);
  });

  it("tell the data set of a run and of a trace", () => {
    assert.equal(datasetOfRun("/pets/.pupil/runs/1"), "/pets");
    assert.equal(datasetOfRun("/pets/runs/1"), undefined);
    assert.equal(datasetOfFile("/a/pets/.pupil/runs/1/run.json"), "/a/pets");
    assert.equal(datasetOfFile("/a/pets/run.json"), undefined);
  });

  it("tell pictures by their extension in any case", () => {
    assert.deepEqual(["a.JPG", "b.jpeg", "c.webp", "d.txt", "jpg"].map(isPicture), [
      ...[true, true, true, false, false],
    ]);
  });
});

describe("numbers that a person types", () => {
  it("are taken within their limits, with point or comma", () => {
    assert.equal(parseNumber(" 15 ", NUMBER_FIELDS.epochs), 15);
    assert.equal(parseNumber("1e-4", NUMBER_FIELDS.learningRate), 1e-4);
    assert.equal(parseNumber("0,001", NUMBER_FIELDS.learningRate), 0.001);
    assert.equal(parseNumber("0", NUMBER_FIELDS.earlyStop), 0);
  });

  it("are refused otherwise", () => {
    for (const text of ["", "0", "1.5", "-1", "ten", "10001", "Infinity", "NaN"]) {
      assert.equal(parseNumber(text, NUMBER_FIELDS.epochs), undefined, text);
    }
    assert.equal(parseNumber("100", NUMBER_FIELDS.imageSize), undefined);
    assert.equal(parseNumber("0", NUMBER_FIELDS.learningRate), undefined);
  });

  it("have the backend's limits", () => {
    const base = { network: "catDogNet", target: "species" };
    const passes = (name: string, value: unknown): boolean => {
      try {
        parseConfig({ ...base, [name]: value });
        return true;
      } catch {
        return false;
      }
    };
    assert.deepEqual(Object.keys(STRENGTH_FIELDS), Object.keys(NO_AUGMENTATION));
    for (const [name, { minimum, maximum }] of Object.entries(STRENGTH_FIELDS)) {
      const values = [minimum, maximum, minimum - 0.01, maximum + 0.01];
      const strengths = values.map((value) => passes("augmentation", { [name]: value }));
      assert.deepEqual(strengths, [true, true, false, false], name);
    }
    for (const [name, limits] of Object.entries(NUMBER_FIELDS)) {
      const { minimum, maximum, isWhole, multipleOf = isWhole ? 1 : 0.5 } = limits;
      assert.deepEqual(
        [minimum, maximum].map((value) => passes(name, value)),
        [true, true],
        name,
      );
      const outside = [minimum - multipleOf, maximum + multipleOf];
      assert.deepEqual(
        outside.map((value) => passes(name, value)),
        [false, false],
        name,
      );
    }
  });
});

describe("a wizard's walk", () => {
  it("goes on, back over steps, and keeps what was answered", async () => {
    const visits: string[] = [];
    const moves = ["next", "back", "next", "next", "next"] as const;
    const step =
      (name: string): Step<readonly string[]> =>
      (draft, { step: number, total }) => {
        const move = moves[visits.length] ?? "next";
        visits.push(`${name} ${number}/${total}`);
        return Promise.resolve({ draft: [...draft, name], move });
      };
    const draft = await walk([], [step("a"), step("b"), step("c")]);
    assert.deepEqual(visits, ["a 1/3", "b 2/3", "a 1/3", "b 2/3", "c 3/3"]);
    assert.deepEqual(draft, ["a", "b", "a", "b", "c"]);
  });

  it("passes over what leaves nothing to ask, both ways, and does not count it", async () => {
    const visits: string[] = [];
    const answers = ["plain", "next", "back", "next", "pretrained", "weights", "end"];
    const step =
      (name: string): Step<string> =>
      (draft, { step: number, total }) => {
        const answer = answers[visits.length] ?? "";
        visits.push(`${name} ${number}/${total}`);
        const isAnswer = answer !== "next" && answer !== "back";
        const move = answer === "back" ? "back" : "next";
        return Promise.resolve({ draft: isAnswer ? answer : draft, move });
      };
    const isPretrained = (draft: string) => draft !== "plain";
    const optional = { applies: isPretrained, ask: step("weights") };
    await walk("", [step("a"), optional, step("c"), step("d"), step("e")]);
    assert.deepEqual(visits, ["a 1/5", "c 2/4", "d 3/4", "c 2/4", "d 3/4", "e 5/5"]);
    const backs = ["plain", "back", "pretrained", "weights"];
    answers.splice(0, answers.length, ...backs);
    visits.length = 0;
    await walk("", [step("a"), optional, step("c")]);
    assert.deepEqual(visits, ["a 1/3", "c 2/2", "a 1/2", "weights 2/3", "c 3/3"]);
  });

  it("ends where a step is dismissed", async () => {
    const dismissed = (): Promise<never> => Promise.reject(new UserError("cancelled", "No."));
    await assert.rejects(walk({}, [dismissed]), UserError);
  });
});

describe("pupil.json", () => {
  it("comes back as the request that it was written for", () => {
    const augmentation = { ...NO_AUGMENTATION, rotation: 10 };
    const config = { ...makeRun("1").config, balance: "weights", augmentation } as const;
    const { request } = parseRunFile(runFileText("pets", config), "/photos/pupil.json");
    assert.deepEqual(request, { directory: "/photos/pets", config });
    assert.deepEqual(parseConfig(request.config), { ...parseConfig(config), ...config });
  });

  it("is refused with a sentence when it cannot be asked for", () => {
    const proper = { dataset: "pets", network: "catDogNet", target: "species" };
    const wrong = [{ ...proper, dataset: 7 }, { ...proper, network: "vgg" }, [proper]];
    const texts = [...wrong.map((value) => JSON.stringify(value)), "{", '"pets"'];
    for (const text of texts) {
      assert.throws(() => parseRunFile(text, "/photos/pupil.json"), /pupil\.json/, text);
    }
    const plan = { search: "grid", settings: { batch: [8, 16] } };
    const file = JSON.stringify({ $schema: "x", ...proper, sweep: plan });
    const known = parseRunFile(file, "/photos/pupil.json");
    assert.deepEqual(Object.keys(known.request.config).sort(), ["network", "target"]);
    assert.deepEqual(known.plan, plan);
  });

  it("names weights that lie beside it, or are in the store", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "own.pth"), "");
    const settings = { batch: [8], weights: ["own.pth", "mobilenet"] };
    const text = JSON.stringify({
      ...{ dataset: "pets", network: "mobileNetV2", target: "species", weights: "own.pth" },
      sweep: { search: "grid", settings },
    });
    const { request, plan } = parseRunFile(text, join(folder, "pupil.json"));
    assert.equal(request.config.weights, join(folder, "own.pth"));
    const weights = [join(folder, "own.pth"), "mobilenet"];
    assert.deepEqual(plan?.settings, { batch: [8], weights });
  });
});

describe("numbers in the window's language", () => {
  const [english, spanish] = [new Format("en"), new Format("es")];

  it("are written as it writes them", () => {
    assert.equal(english.count(7349), "7,349");
    assert.equal(spanish.count(35110402), "35.110.402");
    assert.equal(english.percent(0.9123), "91.2%");
    assert.match(spanish.percent(0.9123), /^91,2\s%$/);
    assert.equal(english.bytes(140_441_608), "140 MB");
    assert.equal(english.bytes(0), "0 byte");
    assert.deepEqual([spanish.rate(45.23), english.rate(1234.5)], ["45,2", "1,230"]);
  });

  it("say durations without promising too early", () => {
    assert.equal(english.duration(12.2), "13 sec");
    assert.equal(english.duration(90), "2 min");
    assert.equal(english.duration(9000), "2.5 hr");
  });
});

describe("an owner", () => {
  class Shelf extends Owner {
    put(name: string, gone: string[]): void {
      this.own({ dispose: () => gone.push(name) });
    }
  }

  it("disposes last first, once, and at once what comes too late", () => {
    const gone: string[] = [];
    const shelf = new Shelf();
    shelf.put("a", gone);
    shelf.put("b", gone);
    shelf.dispose();
    shelf.dispose();
    shelf.put("late", gone);
    assert.deepEqual(gone, ["b", "a", "late"]);
  });
});
