/** One call of the command line: what commands do their work with, and how they answer. */
import type { BackendEvents, BackendService } from "../../protocol/backend";
import type { EpochMetrics, RunSummary } from "../../protocol/training";
import type { Models } from "../evaluate/models";
import { createService, type Engines } from "../service";
import type { TaskContext } from "../util/context";
import { printable } from "./printable";
import { type ProgressView, progressView, type Stream } from "./progressView";

/** What the process gives a call, or a test. */
export interface Surroundings {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Raised by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly engines?: Engines;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface Listener {
  readonly epochEnd?: (metrics: EpochMetrics) => void;
  /** A run began, ended or changed otherwise. */
  readonly runChanged?: (run: RunSummary) => void;
}

/** What a command works with. */
export interface Tools {
  readonly service: BackendService<AbortSignal>;
  /** Those that the service keeps warm. */
  readonly models: () => Promise<Models>;
  readonly context: TaskContext;
  /** Writes a line of text to standard output; nothing when JSON was asked for. */
  readonly say: (text: string) => void;
  /** Writes an answer in the form that was asked for. */
  readonly announce: (answer: Pick<Answer, "value" | "text">) => void;
  /** Sets who hears of the training. */
  readonly listen: (listener: Listener) => void;
}

/** A command's answer, in both its forms. */
export interface Answer {
  readonly value: unknown;
  /** For people; without an end of line. */
  readonly text: string;
  /** Default 0. */
  readonly exitCode?: number;
}

export class Session {
  private run: RunSummary | undefined;
  /** Of the command that ran. */
  exitCode = 0;

  constructor(readonly surroundings: Surroundings) {}

  /** The run that was being trained, for the hint after Ctrl-C. */
  get trained(): RunSummary | undefined {
    return this.run;
  }

  /** Does a command's work and writes its answer. */
  async answer(options: CommonOptions, work: (tools: Tools) => Promise<Answer>): Promise<void> {
    await this.work(options, async (tools) => {
      const answer = await work(tools);
      tools.announce(answer);
      this.exitCode = answer.exitCode ?? 0;
    });
  }

  /** Does a command's work, which says by itself what is to be said. */
  async work(options: CommonOptions, work: (tools: Tools) => Promise<void>): Promise<void> {
    const { stdout, stderr, signal } = this.surroundings;
    const json = options.json === true;
    const view = await progressView(stderr, options.quiet === true);
    let listener: Listener = {};
    const { service, models, dispose } = this.open(view, () => listener);
    const context: TaskContext = {
      signal,
      progress: (progress) => {
        view.progress(progress);
      },
    };
    const say = (text: string) => {
      if (json) return;
      view.clear();
      stdout.write(`${printable(text)}\n`);
    };
    const listen = (next: Listener) => {
      listener = next;
    };
    const announce: Tools["announce"] = ({ value, text }) => {
      view.clear();
      stdout.write(`${json ? JSON.stringify(value, null, 2) : printable(text)}\n`);
    };
    try {
      await work({ service, models, context, say, announce, listen });
    } finally {
      view.clear();
      dispose();
    }
  }

  private open(view: ProgressView, listener: () => Listener) {
    return createService({
      ...(this.surroundings.engines && { engines: this.surroundings.engines }),
      emit: (event, data) => {
        if ("metrics" in data && event === "epochEnd") {
          view.event("epoch", data.metrics);
          listener().epochEnd?.(data.metrics);
        } else if ("state" in data) {
          this.run = data;
          view.event("run", { run: data.directory, state: data.state });
          listener().runChanged?.(data);
        } else if ("level" in data) {
          this.remark(view, data);
        }
      },
    });
  }

  private remark(view: ProgressView, { level, message }: BackendEvents["log"]): void {
    const { stderr } = this.surroundings;
    view.clear();
    const isNote = level === "info";
    if (stderr.isTTY === true) {
      stderr.write(`${isNote ? "Note" : "Warning"}: ${printable(message)}\n`);
    } else view.event(isNote ? "note" : "warning", { message });
  }
}
