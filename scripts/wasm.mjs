// Assembles src/backend/engine/adam/adam.wat into adamCode.ts; with --check only says whether that is up to date.
// usage: npm run wasm [-- --check]
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import wabt from "wabt";

const folder = "src/backend/engine/adam";
const target = `${folder}/adamCode.ts`;

const text = readFileSync(`${folder}/adam.wat`, "utf8");
const module = (await wabt()).parseWat("adam.wat", text, { simd: true });
const code = Buffer.from(module.toBinary({}).buffer).toString("base64");
const source = `/** adam.wat, assembled by \`npm run wasm\`. */\nexport const ADAM_CODE = "${code}";\n`;
const assembled = await format(source, { ...(await resolveConfig(folder)), parser: "typescript" });

if (!process.argv.includes("--check")) {
  writeFileSync(target, assembled);
} else if (readFileSync(target, "utf8") !== assembled) {
  console.error(`${target} is out of date: npm run wasm`);
  process.exitCode = 1;
}
