/** The leaves of a JSON value under dotted keys: settings as flat lists. */

export type Leaf = string | number | boolean;

/** Keys and values in their order; a list is one leaf, as it is written, and what is absent is none. */
export function leavesOf(value: unknown, key = ""): readonly (readonly [string, Leaf])[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return [[key, value]];
  }
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return [[key, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesOf(inner, key === "" ? name : `${key}.${name}`),
  );
}
