/** The one folder that a served client may see: whatever leads out of it is refused, by words or by links. */
import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../../protocol/errors";
import { resolveInside, systemCode, toUserError } from "../util/files";

/** Where a path really lies; of what does not exist, where it would. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (systemCode(error) !== "ENOENT" || parent === path) throw toUserError(error, path);
    return join(await realPlace(parent), basename(path));
  }
}

export class Workspace {
  private constructor(readonly root: string) {}

  /** "not-found" when there is no such folder. */
  static async at(folder: string): Promise<Workspace> {
    try {
      return new Workspace(await realpath(folder));
    } catch (error) {
      throw toUserError(error, folder);
    }
  }

  /** The absolute path of what lies in the workspace; "outside-workspace" for all else. */
  async inside(path: string): Promise<string> {
    const place = await realPlace(resolve(this.root, path));
    try {
      return resolveInside(this.root, place);
    } catch (error) {
      const message = `${path} is not in the workspace ${this.root}.`;
      throw new UserError("outside-workspace", message, { cause: error });
    }
  }
}
