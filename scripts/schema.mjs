// Writes schemas/pupil.schema.json from the settings' zod schema; a test says when it is out of date.
// usage: npm run schema
import { mkdirSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { pupilJsonSchema } from "../src/backend/train/pupilFile.ts";

mkdirSync("schemas", { recursive: true });
const text = await format(JSON.stringify(pupilJsonSchema()), { parser: "json", printWidth: 100 });
writeFileSync("schemas/pupil.schema.json", text);
