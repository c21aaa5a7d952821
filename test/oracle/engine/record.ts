// Records PyTorch's float64 answers as digests, so that the engine is also checked where there is no PyTorch.
// usage: node --import tsx test/oracle/engine/record.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "./cases";
import { digestAll } from "./digest";
import { torchAnswers } from "./torch";

const small = cases.filter(({ torchvision }) => torchvision === undefined);
const recorded = [...torchAnswers(small)].map(([title, answers]) => {
  const exact = [...answers]
    .filter(([name]) => name.startsWith("float64/"))
    .map(([name, values]) => [name.replace("float64/", ""), values] as const);
  return [title, digestAll(new Map(exact))] as const;
});
const folder = join("test", "fixtures");
mkdirSync(folder, { recursive: true });
const text = JSON.stringify(Object.fromEntries(recorded), null, 1);
writeFileSync(join(folder, "trainingStep.json"), `${text}\n`);
