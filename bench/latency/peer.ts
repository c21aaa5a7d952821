/** PyTorch's process, kept warm beside ours: told which picture to classify and how often. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { python } from "../../test/skip";

export const PEER_SCRIPT = resolve("bench/latency/peer.py");

export interface PeerAnswer {
  readonly seconds: readonly number[];
  /** Resident, in MB. */
  readonly memory: number;
  readonly version: string;
}

export interface PeerWork {
  readonly picture: string;
  /** Whether libjpeg decodes at a fraction of the size, as Pillow offers and few ask for. */
  readonly isDraft: boolean;
  readonly count: number;
}

export class PeerProcess {
  private readonly lines: Interface;
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout === null) throw new TypeError("its output is a pipe");
    this.lines = createInterface(child.stdout);
    this.ended = once(child, "exit");
  }

  static start(network: string, size: number, layout: "channels_last" | "contiguous"): PeerProcess {
    const args = [PEER_SCRIPT, "serve", network, size, availableParallelism(), layout].map(String);
    return new PeerProcess(spawn(python, args, { stdio: ["pipe", "pipe", "inherit"] }));
  }

  async classify({ picture, isDraft, count }: PeerWork): Promise<PeerAnswer> {
    const answer = once(this.lines, "line");
    this.child.stdin?.write(`${picture} ${isDraft ? "draft" : "plain"} ${count}\n`);
    const [line] = (await Promise.race([answer, this.ended])) as [unknown];
    if (typeof line !== "string") throw new Error("PyTorch's process ended");
    return JSON.parse(line) as PeerAnswer;
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
  }
}
