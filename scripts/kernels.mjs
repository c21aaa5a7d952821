// Compiles kernels/pixels.ts into src/backend/util/pixels/kernelModule.ts; a test says when it is out of date.
// usage: npm run kernels   fetches the compiler, which nothing else needs: it is 100 MB
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const COMPILER = "assemblyscript@0.28.20";
const SOURCE = "kernels/pixels.ts";
const OPTIONS = [
  ...["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub"],
  ...["--use", "abort=", "--initialMemory", "1"], // nothing imported
];
const LINE = 92;

const folder = mkdtempSync(join(tmpdir(), "pupil-kernels-"));
try {
  const output = join(folder, "pixels.wasm");
  const command = ["--yes", "--package", COMPILER, "--", "asc", SOURCE, ...OPTIONS, "-o", output];
  const shell = process.platform === "win32"; // npx is a script there
  const { status } = spawnSync("npx", command, { stdio: "inherit", shell });
  if (status !== 0) process.exit(1);
  const source = createHash("sha256").update(readFileSync(SOURCE)).digest("hex");
  const lines =
    readFileSync(output)
      .toString("base64")
      .match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  const text = `/** kernels/pixels.ts, compiled by \`npm run kernels\`: do not edit. */

/** SHA-256 of the source that this was compiled from. */
export const SOURCE_SHA256 = "${source}";

/** WebAssembly, in base64. */
export const MODULE = \`
${lines.join("\n")}
\`;
`;
  writeFileSync("src/backend/util/pixels/kernelModule.ts", text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
