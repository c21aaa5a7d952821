/** The one folder that a served client may see: whatever leads out of it is refused, by words or by links. */
import { realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UserError } from "../../protocol/errors";
import { isInside, toUserError } from "../util/files";

/** Where a path really lies; undefined for what is not there, or cannot be. */
async function placeOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch(() => undefined);
}

/** Where the nearest folder above a path really lies that is there. */
async function placeAbove(path: string): Promise<string> {
  const parent = dirname(path);
  return parent === path ? path : ((await placeOf(parent)) ?? (await placeAbove(parent)));
}

export class Workspace {
  private constructor(
    readonly root: string,
    /** The folder as it was given, which may lead over links. */
    private readonly given: string,
  ) {}

  /** "not-found" when there is no such folder. */
  static async at(folder: string): Promise<Workspace> {
    try {
      return new Workspace(await realpath(folder), resolve(folder));
    } catch (error) {
      throw toUserError(error, folder);
    }
  }

  /**
   * The absolute path of what lies in the workspace, links followed. "not-found" for what is missing
   * there, "outside-workspace" for all else: of what lies outside, not even whether it is there.
   */
  async inside(path: string): Promise<string> {
    const named = resolve(this.root, path);
    const isNamedInside = isInside(this.root, named) || isInside(this.given, named);
    const place = isNamedInside ? await placeOf(named) : undefined;
    if (place !== undefined && isInside(this.root, place)) return place;
    const isMissing = isNamedInside && place === undefined;
    if (isMissing && isInside(this.root, await placeAbove(named))) {
      throw new UserError("not-found", `There is no ${path} in the workspace ${this.root}.`);
    }
    throw new UserError("outside-workspace", `${path} is not in the workspace ${this.root}.`);
  }
}
