// Debian packages for the tests: installed only as root, only what is missing, with retries.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether this process may install packages: root on Debian or its like. */
export function canApt() {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Installs packages; a mirror that stumbles is tried three times. */
export async function aptInstall(packages, say) {
  if (packages.length === 0) return;
  say(`apt-get install ${packages.join(" ")} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => spawnSync("apt-get", ["-qq", ...args], { env, encoding: "utf8" });
  for (let attempt = 1; ; attempt++) {
    apt("update");
    const done = apt("install", "-y", "--no-install-recommends", ...packages);
    if (done.status === 0) return;
    if (attempt === 3) throw new Error(`apt-get failed: ${done.stderr}`);
    await sleep(attempt * 5000);
  }
}
