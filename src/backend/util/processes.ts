/** Other processes of this machine. */
import { systemCode } from "./files";

/** Whether a process with that id runs, whoever's it is. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM"; // it is somebody else's
  }
}
