// Compiles kernels/*.ts into WebAssembly inside the sources; a test says when that is out of date.
// usage: npm run kernels   fetches the compiler, which nothing else needs: it is 100 MB
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceDigest } from "../test/kernelDigest.ts";

const COMPILER = "assemblyscript@0.28.20";
const OPTIONS = [
  ...["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub"],
  ...["--use", "abort=", "--initialMemory", "1"], // nothing imported
  ...["--bindings", "raw"], // declares what is exported
  ...["--disableWarning", "112"], // functions that hand over four numbers stay inside
];
const KERNELS = [
  {
    entry: "kernels/pixels.ts",
    sources: "kernels/pixels.ts",
    target: "src/backend/util/pixels/kernelModule.ts",
    interface: "PixelKernels",
  },
  {
    entry: "kernels/training/index.ts",
    sources: "kernels/training",
    target: "src/backend/engine/kernels/kernelModule.ts",
    interface: "TrainingKernels",
    options: ["--importMemory"],
  },
];
const LINE = 92;

/** The compiler's declarations of functions as methods of an interface. */
function methods(declarations) {
  return [...declarations.matchAll(/export function (.+;)/g)].map(([, method]) => `  ${method}`);
}

function run(command) {
  const shell = process.platform === "win32"; // npx is a script there
  const { status } = spawnSync("npx", command, { stdio: "inherit", shell });
  if (status !== 0) process.exit(1);
}

function compile(kernel, output) {
  const { entry, sources, target, options = [] } = kernel;
  const asc = ["asc", entry, ...OPTIONS, ...options, "-o", `${output}.wasm`];
  run(["--yes", "--package", COMPILER, "--", ...asc]);
  const lines =
    readFileSync(`${output}.wasm`)
      .toString("base64")
      .match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  const text = `/** ${sources}, compiled by \`npm run kernels\`: do not edit. */

/** SHA-256 of the source that this was compiled from. */
export const SOURCE_SHA256 = "${sourceDigest(sources)}";

/** The functions, of which the source says what they do; addresses, counts and numbers. */
export interface ${kernel.interface} {
${methods(readFileSync(`${output}.d.ts`, "utf8")).join("\n")}
}

/** WebAssembly, in base64. */
export const MODULE = \`
${lines.join("\n")}
\`;
`;
  writeFileSync(target, text);
  run(["prettier", "--log-level", "warn", "--write", target]);
}

const folder = mkdtempSync(join(tmpdir(), "pupil-kernels-"));
try {
  for (const kernel of KERNELS) compile(kernel, join(folder, "kernels"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
