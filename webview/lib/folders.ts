/** Paths as the editor shows them: from the workspace's folder on, whole where they lie outside of it. */

/** `path` without what stands before the one of `folders` that it lies in. */
export function fromFolder(path: string, folders: readonly string[]): string {
  const folder = folders.find(
    (each) => path === each || path.startsWith(`${each}/`) || path.startsWith(`${each}\\`),
  );
  const name = folder === undefined ? undefined : /[^/\\]+$/.exec(folder)?.[0];
  return folder === undefined || name === undefined
    ? path
    : path.slice(folder.length - name.length);
}

/** The path as a person knows it; the page says which folders the window has open. */
export function shownPath(path: string): string {
  const folders: unknown = JSON.parse(document.body.dataset["folders"] ?? "[]");
  const known = Array.isArray(folders) ? folders.filter((each) => typeof each === "string") : [];
  return fromFolder(path, known);
}
