/** What the processor had done when the extension's code began to run; imported first, so that loading counts. */
const before = process.cpuUsage();

/** Milliseconds of processor time since then: waits for other processes are not the extension's own. */
export function ownMilliseconds(): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
