// The examples for Python beside an export: PyTorch on the safetensors file, and ONNX Runtime, answer as `pupil predict` does.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { before, describe, it } from "node:test";
import { exportRun } from "../../../src/backend/export/exportRun";
import type { ExportFormat } from "../../../src/protocol/exporting";
import { NETWORK_NAMES } from "../../../src/protocol/network";
import { missingPython, python } from "../../skip";
import { temporaryFolder } from "../../unit/dataset/support";
import {
  answersOf,
  assertAlike,
  context,
  drawPictures,
  headOf,
  type Pictures,
  predicted,
  prepare,
  RESIZING,
  ROUNDING,
  runOf,
} from "../../unit/export/support";

/** Asked here and not by skip.ts, as its absence skips nothing. */
function hasModule(name: string): boolean {
  const program = `import importlib.util as u; exit(u.find_spec("${name}") is None)`;
  return spawnSync(python, ["-c", program]).status === 0;
}

describe("an export for Python", { skip: missingPython(["torch", "torchvision", "PIL"]) }, () => {
  const folder = temporaryFolder();
  let pictures: Pictures;

  before(async () => {
    await prepare(folder);
    pictures = await drawPictures(folder);
  });

  const exported = async (run: string, format: ExportFormat): Promise<string> => {
    const directory = join(folder, `${format}-${run.split("/").at(-1) ?? ""}`);
    await exportRun({ run, format, directory }, context);
    return directory;
  };

  for (const network of NETWORK_NAMES) {
    it(`of ${network} as safetensors is PyTorch's own network`, async () => {
      const run = await runOf({ folder, pictures }, network);
      const directory = await exported(run, "safetensors");
      const { exact } = pictures;
      const theirs = answersOf([python, join(directory, "classify.py")], exact);
      assertAlike(await predicted(run, exact), theirs, ROUNDING);
    });
  }

  describe("with two targets, averaged over mirror images", () => {
    let run: string;
    before(async () => {
      const two = { secondTarget: "third", flipAveraging: true } as const;
      run = await runOf({ folder, pictures }, "catDogNet", two);
    });

    const compare = async (command: readonly string[], env: NodeJS.ProcessEnv = {}) => {
      const { exact, kinds } = pictures;
      assertAlike(await predicted(run, exact), answersOf(command, exact, env), ROUNDING);
      assertAlike(await predicted(run, kinds), answersOf(command, kinds, env), RESIZING);
    };

    it("answers by PyTorch", async () => {
      const directory = await exported(run, "safetensors");
      await compare([python, join(directory, "classify.py")]);
    });

    it("answers by ONNX Runtime: Python's, or Node's in its place", async (t) => {
      const isThere = hasModule("onnxruntime");
      if (!isThere) t.diagnostic("Python has no onnxruntime: Node's stands in for it");
      const directory = await exported(run, "onnx");
      const standIn = {
        PYTHONPATH: resolve("test/oracle/export/standIn"),
        PUPIL_NODE: process.execPath,
        PUPIL_METADATA: JSON.stringify(headOf(join(directory, "model.onnx")).metadata),
      };
      const command = [python, join(directory, "classify.py")];
      await compare(command, isThere ? {} : standIn);
    });
  });
});
