/** This machine in a line, as a report of a fault needs it. */
import { arch, cpus, platform, release, totalmem } from "node:os";
import { coreCount } from "./concurrency";

/** "linux x64 6.1.0, AMD EPYC 9B14, 2 threads, 7.8 GiB, Node 20.19.2". */
export function machineText(): string {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB`;
  const system = `${platform()} ${arch()} ${release()}`;
  return [
    system,
    processor,
    `${coreCount()} threads`,
    memory,
    `Node ${process.versions.node}`,
  ].join(", ");
}
