// Adds files to a store as a process of its own: node --import tsx addFiles.ts FOLDER FILE...
import { silentContext } from "../../../src/backend/util/context";
import { addWeights } from "../../../src/backend/weights/add";
import { TINY } from "./tiny";

async function main([folder = "", ...files]: readonly string[]): Promise<void> {
  for (const source of files) {
    await addWeights({ source }, { folder, networks: [TINY] }, silentContext());
  }
}

void main(process.argv.slice(2)); // what it throws ends the process with a code
