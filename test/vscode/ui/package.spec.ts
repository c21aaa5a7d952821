// The packaged extension, unpacked by VS Code itself far from this repository, brings all that its backend loads.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { requireWorkbench } from "../harness/install";
import { installExtension } from "../harness/server";

/** A model of one Identity node, float[1] -> float[1]. */
const identity =
  "CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEA0=";

/** Draws, encodes and measures a picture; then runs the model. */
const program = `
const load = require("node:module").createRequire(process.argv[1]);
const sharp = load("sharp"), ort = load("onnxruntime-node");
const draw = sharp({ create: { width: 8, height: 6, channels: 3, background: "red" } });
draw.jpeg().toBuffer().then((jpeg) => sharp(jpeg).metadata()).then(async ({ width, height }) => {
  const session = await ort.InferenceSession.create(Buffer.from("${identity}", "base64"));
  const { y } = await session.run({ x: new ort.Tensor("float32", [42], [1]) });
  console.log(JSON.stringify({ width, height, y: y.data[0], from: load.resolve("sharp") }));
});`;

describe("the unpacked .vsix", () => {
  const state = mkdtempSync(join(tmpdir(), "pupil-vsix-"));
  const extensions = join(state, "extensions");
  let extension = "";

  before(() => {
    installExtension({ state, vsix: process.env["PUPIL_VSIX"] ?? "" });
    const name = readdirSync(extensions).find((entry) => entry.startsWith("pupil.pupil-"));
    extension = join(extensions, name ?? "missing");
  });
  after(() => {
    rmSync(state, { recursive: true, force: true });
  });

  for (const runtime of ["this Node", "the extension host's Node"]) {
    it(`loads sharp and ONNX Runtime in ${runtime}`, () => {
      const node = runtime === "this Node" ? process.execPath : requireWorkbench().node;
      const backend = join(extension, "dist", "backend.js");
      const options = { cwd: state, encoding: "utf8" } as const;
      const said = JSON.parse(execFileSync(node, ["-e", program, backend], options)) as {
        from: string;
      };
      assert.deepEqual({ ...said, from: "" }, { width: 8, height: 6, y: 42, from: "" });
      assert.ok(said.from.startsWith(extension), said.from);
    });
  }

  it("holds nothing but what runs on this platform", () => {
    const files = readdirSync(extension, { recursive: true, encoding: "utf8" });
    const texts = ["LICENSE.txt", "changelog.md", "readme.md", "package.json", ".vsixmanifest"];
    const known = new Set([...texts, "dist", "l10n", "media", "schemas"]);
    const top = readdirSync(extension).filter((name) => !/^package\.nls/.test(name));
    assert.deepEqual(
      top.filter((name) => !known.has(name)),
      [],
    );
    const native = files.filter((file) => /napi-v6\/\w+\/\w+$|@img\/sharp-[\w-]+$/.test(file));
    const ours = new RegExp(`${process.platform}[/-]${process.arch}$`);
    assert.deepEqual(
      native.filter((file) => !ours.test(file)),
      [],
    );
    const idle =
      /\.(map|ts|cc|h)$|dist\/cli\.js|tfjs|adm-zip|global-agent|(^|\/)(src|test|webview\/\w+\.ts)\//;
    assert.deepEqual(
      files.filter((file) => idle.test(file)),
      [],
    );
  });
});
