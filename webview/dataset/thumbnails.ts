/** Addresses of thumbnails, asked for once each and kept while the page lives. */
import { call } from "../lib/host";

const known = new Map<string, string>();

/** The address of a path's thumbnail, if it was asked for before. */
export function thumbnailOf(path: string): string | undefined {
  return known.get(path);
}

/** Asks for those that are not known yet; false when all were. */
export async function loadThumbnails(paths: readonly string[]): Promise<boolean> {
  const missing = [...new Set(paths)].filter((path) => !known.has(path));
  if (missing.length === 0) return false;
  const found = await call("thumbnails", { paths: missing });
  for (const { path, source } of found) known.set(path, source);
  return true;
}
