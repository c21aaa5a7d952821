/**
 * Scans a data set from nothing, caches it, and prints the process's peak memory in MB.
 *
 * usage: node --import tsx bench/data/memory.mjs DIR SIZE
 */
import { openPixelCache } from "../../src/backend/dataset/cache.ts";
import { scan } from "../../src/backend/dataset/scan.ts";
import { loadDataset } from "../../src/backend/dataset/store.ts";
import { silentContext } from "../../src/backend/util/context.ts";

const [, , directory = ".", size = "128"] = process.argv;
await scan({ directory }, silentContext());
const dataset = await loadDataset(directory);
await (await openPixelCache(dataset, Number(size), silentContext())).close();
console.log(Math.round(process.resourceUsage().maxRSS / 1024));
