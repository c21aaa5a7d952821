/** What `doctor` found as text that can be pasted into a report. */
import type { EngineReport } from "../../protocol/backend";
import { columns, table } from "./table";

export interface DoctorReport {
  /** Version. */
  readonly pupil: string;
  readonly machine: string;
  readonly engines: readonly EngineReport[];
}

const FOOTNOTE = "* what `auto` takes; pictures/s: training catDogNet at 64 x 64 pixels, batch 16";

/** Which engines there are, which one is used, and why. */
export function enginesText({ pupil, machine, engines }: DoctorReport): string {
  const rows = engines.map(
    ({ id, available, chosen, device, version, memory, imagesPerSecond }) => [
      chosen ? "*" : "",
      id,
      available ? "works" : "absent",
      imagesPerSecond === undefined ? "" : imagesPerSecond.toFixed(1),
      memory === undefined ? "" : `${(memory / 2 ** 30).toFixed(1)} GiB`,
      device,
      version ?? "",
    ],
  );
  const head = columns("", "Engine", "State", ">Pictures/s", ">Memory", "Device", "Version");
  const reasons = engines.map(({ id, reason }) => `${id}: ${reason}`);
  return [`Pupil ${pupil}, ${machine}`, "", table(head, rows), "", ...reasons, "", FOOTNOTE].join(
    "\n",
  );
}
