// The import rules of the design: zones, the direction inside the backend, and one door to each heavy library.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, it } from "node:test";
import ts from "typescript";

interface Import {
  /** The importing file, relative to the project, with forward slashes. */
  readonly from: string;
  /** A file of the project, relative to it and without its extension, or a package's name. */
  readonly to: string;
}

const slashed = (path: string) => path.split(sep).join("/");

function importsOf(from: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(from, "utf8"), true, true);
  return importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith(".")) return { from, to: fileName };
    return { from, to: slashed(relative("", resolve(dirname(from), fileName))) };
  });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => slashed(join(folder, name)));
}

const imports = [...filesIn("src"), ...filesIn("webview")].flatMap(importsOf);

const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const isOurs = (path: string) => inside(path, "src") || inside(path, "webview");

/** Fails with the imports that break a rule. */
function assertNone(broken: readonly Import[]): void {
  assert.deepEqual(
    broken.map(({ from, to }) => `${from} imports ${to}`),
    [],
  );
}

describe("zones", () => {
  it("protocol imports nothing but itself", () => {
    const of = imports.filter(({ from }) => inside(from, "src/protocol"));
    assertNone(of.filter(({ to }) => !inside(to, "src/protocol")));
  });

  const zones = {
    "src/extension": ["src/protocol"],
    "src/backend": ["src/protocol"],
    webview: ["src/protocol"],
  };
  for (const [zone, others] of Object.entries(zones)) {
    it(`${zone} imports only itself and ${others.join(", ")}`, () => {
      const of = imports.filter(({ from, to }) => inside(from, zone) && isOurs(to));
      assertNone(of.filter(({ to }) => ![zone, ...others].some((allowed) => inside(to, allowed))));
    });
  }

  it("the backend does not know that VS Code exists", () => {
    assertNone(imports.filter(({ from, to }) => to === "vscode" && !inside(from, "src/extension")));
  });

  it("a dashboard uses no Node", () => {
    assertNone(imports.filter(({ from, to }) => inside(from, "webview") && to.startsWith("node:")));
  });
});

/** Folders of the backend by height; each imports only lower ones, itself, and those beside it that `BESIDE` allows. */
const HEIGHTS: readonly (readonly string[])[] = [
  ["util"],
  ["dataset", "augment", "nn", "engine", "runs", "download", "weights", "features", "tensorBoard"],
  ["train", "evaluate"],
  ["explain", "export", "crossValidation", "report", "sweeps", "embedding"],
  ["mistakes"],
  ["service"],
  ["serve", "mcp"],
  ["cli", "main"],
];

/** Folders of the same height that may be imported. Data sets, networks and runs do not know one another. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  engine: ["nn"],
  augment: ["dataset"],
  download: ["dataset"],
  weights: ["download", "runs"],
  features: ["augment", "dataset", "engine", "nn"],
};

/** "src/backend/train/loop.ts" is of "train", "src/backend/service.ts" of "service". */
const partOf = (path: string) => (path.split("/")[2] ?? "").replace(/\.ts$/, "");
const heightOf = (part: string) => HEIGHTS.findIndex((parts) => parts.includes(part));

describe("inside the backend", () => {
  it("every part has its height", () => {
    const parts = new Set(filesIn("src/backend").map(partOf));
    assert.deepEqual(
      [...parts].filter((part) => heightOf(part) < 0),
      [],
    );
  });

  it("imports point downwards", () => {
    const of = imports.filter(
      ({ from, to }) => inside(from, "src/backend") && inside(to, "src/backend"),
    );
    assertNone(
      of.filter(({ from, to }) => {
        const [above, below] = [partOf(from), partOf(to)];
        if (above === below || BESIDE[above]?.includes(below) === true) return false;
        return heightOf(below) >= heightOf(above);
      }),
    );
  });
});

describe("inside the extension", () => {
  const files = filesIn("src/extension");
  const targetsOf = (file: string): string[] =>
    imports
      .filter(({ from }) => from === file)
      .map(({ to }) => `${to}.ts`)
      .filter((target) => files.includes(target));

  it("no import leads back to where it came from", () => {
    const inCircle = files.filter((file) => {
      const reached = new Set<string>();
      const ahead = targetsOf(file);
      for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
        if (!reached.has(next)) ahead.push(...targetsOf(next));
        reached.add(next);
      }
      return reached.has(file);
    });
    assert.deepEqual(inCircle, []);
  });
});

describe("one door to each heavy library", () => {
  const doors: Readonly<Record<string, readonly string[]>> = {
    // the sample data set's drawing makes pictures and reads none
    sharp: ["src/backend/dataset/image.ts", "src/backend/dataset/draw/render.ts"],
    "onnxruntime-node": ["src/backend/engine/onnx/runtime.ts"],
    uplot: ["webview/lib/chart.ts"],
    "@vscode/webview-ui-toolkit": ["webview/lib/controls.ts"],
  };
  for (const [library, files] of Object.entries(doors)) {
    it(library, () => {
      const of = imports.filter(({ to }) => inside(to, library));
      assertNone(of.filter(({ from }) => !files.includes(from)));
    });
  }

  it("TensorFlow", () => {
    const of = imports.filter(({ to }) => to.startsWith("@tensorflow/"));
    assertNone(of.filter(({ from }) => !inside(from, "src/backend/engine/tensorflow")));
  });
});
