/**
 * Scans a data set from nothing, scans it again, caches it, and prints JSON: pictures, findings,
 * bytes of the scan's record, and the process's peak memory in MB after each step.
 *
 * usage: node --import tsx bench/data/memory.mjs DIR SIZE
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { openPixelCache } from "../../src/backend/dataset/cache.ts";
import { scan } from "../../src/backend/dataset/scan.ts";
import { loadDataset } from "../../src/backend/dataset/store.ts";
import { silentContext } from "../../src/backend/util/context.ts";

const [, , directory = ".", size = "128"] = process.argv;
const context = silentContext();
const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

const startMb = peakMb();
const { pictures, findings } = await scan({ directory }, context);
const scanMb = peakMb();
await scan({ directory }, context);
const rescanMb = peakMb();
await (await openPixelCache(await loadDataset(directory), Number(size), context)).close();
const recordBytes = statSync(join(directory, ".pupil", "scan.json")).size;
const numbers = { pictures, findings: findings.length, recordBytes };
console.log(JSON.stringify({ ...numbers, startMb, scanMb, rescanMb, cacheMb: peakMb() }));
