/** The command line: `pupil`. Ctrl-C stops the work in good order, a second one at once. */
import { EXIT, runCli } from "./cli/runCli";

async function main(): Promise<void> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.cancelled);
    if (process.stderr.isTTY)
      process.stderr.write("\nStopping ... (Ctrl-C again ends it at once)\n");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done); // `pupil ... | head` has seen enough
    throw error;
  });
  const { stdout, stderr } = process;
  process.exitCode = await runCli(process.argv.slice(2), {
    stdout,
    stderr,
    signal: controller.signal,
  });
}

void main();
