// Compiles kernels/*.ts into WebAssembly inside the sources; a test says when that is out of date.
// usage: npm run kernels   fetches the compiler, which nothing else needs: it is 100 MB
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const COMPILER = "assemblyscript@0.28.20";
const OPTIONS = [
  ...["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub"],
  ...["--use", "abort=", "--initialMemory", "1"], // nothing imported
];
const KERNELS = [
  { source: "kernels/pixels.ts", target: "src/backend/util/pixels/kernelModule.ts" },
  {
    source: "kernels/training.ts",
    target: "src/backend/engine/kernels/kernelModule.ts",
    options: ["--importMemory"],
  },
];
const LINE = 92;

function compile({ source, target, options = [] }, output) {
  const asc = ["asc", source, ...OPTIONS, ...options, "-o", output];
  const command = ["--yes", "--package", COMPILER, "--", ...asc];
  const shell = process.platform === "win32"; // npx is a script there
  const { status } = spawnSync("npx", command, { stdio: "inherit", shell });
  if (status !== 0) process.exit(1);
  const lines =
    readFileSync(output)
      .toString("base64")
      .match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  const text = `/** ${source}, compiled by \`npm run kernels\`: do not edit. */

/** SHA-256 of the source that this was compiled from. */
export const SOURCE_SHA256 = "${createHash("sha256").update(readFileSync(source)).digest("hex")}";

/** WebAssembly, in base64. */
export const MODULE = \`
${lines.join("\n")}
\`;
`;
  writeFileSync(target, text);
}

const folder = mkdtempSync(join(tmpdir(), "pupil-kernels-"));
try {
  for (const kernel of KERNELS) compile(kernel, join(folder, "kernels.wasm"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
