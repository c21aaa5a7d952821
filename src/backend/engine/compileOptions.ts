/** What compiling needs to know of a run, whatever is known of it: targets that share the logits among them. */
import type { CompileOptions } from "./engine";

/** From the classes of each target; the logits are all of theirs. */
export function compileOptions({
  heads,
  part = "whole",
  ...rest
}: Pick<CompileOptions, "imageSize" | "statistics" | "part"> & {
  readonly heads: readonly number[];
}): CompileOptions {
  return {
    ...rest,
    classes: heads.reduce((sum, count) => sum + count, 0),
    ...(heads.length > 1 && { heads }),
    ...(part !== "whole" && { part }),
  };
}
