// Skipping with a reason: allowed on a person's machine, an error where PUPIL_NO_SKIP=1 says that nothing may be skipped.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's packages belong to Debian's python3, which need not be the first on PATH. */
export const python =
  process.env["PUPIL_PYTHON"] ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");

/** Returns the reason that a check gives for skipping; throws it instead under PUPIL_NO_SKIP=1. */
export function skipReason(check: () => string | undefined): string | undefined {
  const reason = check();
  if (reason !== undefined && process.env["PUPIL_NO_SKIP"] === "1") {
    throw new Error(`PUPIL_NO_SKIP=1 forbids skipping: ${reason}`);
  }
  return reason;
}

/** Says why an oracle in Python cannot run here: `describe("...", { skip: missingPython(["torch"]) }, ...)`. */
export function missingPython(modules: readonly string[]): string | undefined {
  return skipReason(() => {
    // find_spec does not import: torch alone would take seconds
    const program = `import importlib.util as u; print(",".join(m for m in ${JSON.stringify(modules)} if u.find_spec(m) is None))`;
    const found = spawnSync(python, ["-c", program], { encoding: "utf8" });
    if (found.error !== undefined) return "python3 is not installed";
    if (found.status !== 0) return `python3 does not work: ${found.stderr.trim()}`;
    const missing = found.stdout.trim();
    return missing === "" ? undefined : `python3 has no module ${missing}`;
  });
}
