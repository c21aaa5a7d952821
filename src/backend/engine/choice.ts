/** Which engine `auto` takes: by trials whose outcomes are kept, so that few ever wait for one. */
import type { EngineReport } from "../../protocol/backend";
import { UserError } from "../../protocol/errors";
import { ENGINE_IDS, type EngineId } from "../../protocol/training";
import { silentContext, type TaskContext } from "../util/context";
import type { Engine } from "./engine";
import type { TrialOptions } from "./measure";
import { type Found, reportOf } from "./reports";
import type { Trials } from "./trials";

/** What an engine is wanted for. Only training waits for a trial; a first answer comes at once. */
export type Purpose = "training" | "inference";

/** What the choice is made with; tests have their own. */
export interface ChoiceTools {
  readonly find: (id: EngineId) => Promise<Found>;
  /** False where looking would cost much and find nothing. */
  readonly isWorthLooking: (id: EngineId) => Promise<boolean>;
  readonly measure: (engine: Engine, options: TrialOptions) => Promise<number>;
  readonly trials: Pick<Trials, "outcome" | "begin" | "stop" | "end">;
}

/** Enough to tell a GPU from a processor. */
const TRIAL_SECONDS = 1;
/** Enough for a number that can be quoted. */
const REPORT_SECONDS = 5;
/** After so many trials without an outcome an engine is left alone: one may have been cut off. */
const MOST_UNFINISHED = 2;

async function openFound({ id, open, reason }: Found): Promise<Engine> {
  if (open !== undefined) return await open();
  throw new UserError("unknown-engine", `The engine "${id}" cannot be used here. ${reason}`.trim());
}

export class EngineChoice {
  private readonly found = new Map<EngineId, Promise<Found>>();
  private choosing: Promise<Found> | undefined;

  constructor(private readonly tools: ChoiceTools) {}

  /** The engine of that id, or with `auto` the best that works; "unknown-engine" for one that is not there. */
  async choose(id: EngineId | "auto", purpose: Purpose = "training"): Promise<Engine> {
    if (id !== "auto") return await openFound(await this.find(id));
    return await openFound(await (purpose === "training" ? this.best() : this.bestKnown()));
  }

  /** Every engine, present or not, and why; with `measure` each that works is tried out first. */
  async reports(
    { measure = false }: { readonly measure?: boolean },
    context: TaskContext,
  ): Promise<readonly EngineReport[]> {
    const all: Found[] = [];
    for (const id of ENGINE_IDS) all.push(await this.find(id));
    const failures = measure ? await this.measureAll(all, context) : new Map<EngineId, string>();
    return await Promise.all(ENGINE_IDS.map((id) => this.report(id, failures.get(id))));
  }

  /** One engine; `failure` says what came of a trial that was made just now. */
  async report(id: EngineId, failure?: string): Promise<EngineReport> {
    const found = await this.find(id);
    const chosen = await this.bestKnown();
    const { speed } = await this.tools.trials.outcome(id);
    const isKnown = speed !== undefined && failure === undefined && found.open !== undefined;
    return reportOf(found, {
      chosen: found === chosen,
      remark: failure ?? (await this.remark(found, chosen)),
      ...(isKnown && { imagesPerSecond: speed }),
    });
  }

  /** Looks for an engine again, which somebody has just installed. */
  forget(id: EngineId): void {
    this.found.delete(id);
  }

  /** What is found is kept: devices do not come and go while a program runs. */
  private find(id: EngineId): Promise<Found> {
    const known = this.found.get(id) ?? this.tools.find(id);
    this.found.set(id, known);
    return known;
  }

  /**
   * What `auto` takes: the first engine that works, but no GPU that a trial shows to be slower than
   * the processor, as one without kernels for half of a step's operators may be.
   */
  private best(): Promise<Found> {
    this.choosing ??= this.firstThat(async (id) => {
      const candidate = await this.candidate(id);
      if (candidate === undefined) return undefined;
      const cpu = await this.find("cpu");
      return (await this.speedOf(candidate)) > (await this.speedOf(cpu)) ? candidate : undefined;
    }).finally(() => {
      this.choosing = undefined;
    });
    return this.choosing;
  }

  /** The same by the outcomes that are known; the processor until then. */
  private async bestKnown(): Promise<Found> {
    const { speed: ofCpu } = await this.tools.trials.outcome("cpu");
    return await this.firstThat(async (id) => {
      const { speed } = await this.tools.trials.outcome(id);
      if (speed === undefined || ofCpu === undefined || speed <= ofCpu) return undefined;
      return await this.candidate(id);
    });
  }

  private async firstThat(accept: (id: EngineId) => Promise<Found | undefined>): Promise<Found> {
    for (const id of ENGINE_IDS) {
      if (id === "cpu") break;
      const accepted = await accept(id);
      if (accepted !== undefined) return accepted;
    }
    return await this.find("cpu");
  }

  private async candidate(id: EngineId): Promise<Found | undefined> {
    if (!(await this.tools.isWorthLooking(id))) return undefined;
    const found = await this.find(id);
    return found.isCandidate ? found : undefined;
  }

  /** As kept, or by a trial; 0 of an engine that fails. */
  private async speedOf(found: Found): Promise<number> {
    const { speed, unfinished } = await this.tools.trials.outcome(found.id);
    if (speed !== undefined) return speed;
    if (unfinished >= MOST_UNFINISHED) return 0;
    const { signal } = silentContext();
    return await this.tryOut(found, { seconds: TRIAL_SECONDS, signal }).catch(() => 0);
  }

  private async tryOut(found: Found, options: TrialOptions): Promise<number> {
    const { trials, measure } = this.tools;
    await trials.begin(found.id);
    try {
      const speed = await measure(await openFound(found), options);
      await trials.end(found.id, speed);
      return speed;
    } catch (error) {
      if (options.signal.aborted) await trials.stop(found.id);
      throw error;
    }
  }

  /** Tries out all that work; gives a sentence for each that fails. */
  private async measureAll(
    all: readonly Found[],
    { signal, progress }: TaskContext,
  ): Promise<Map<EngineId, string>> {
    const present = all.filter(({ open }) => open !== undefined);
    const total = present.length * REPORT_SECONDS;
    const failures = new Map<EngineId, string>();
    for (const [index, found] of present.entries()) {
      const report = (seconds: number) => {
        const done = index * REPORT_SECONDS + Math.min(REPORT_SECONDS, Math.floor(seconds));
        const secondsLeft = total - done;
        progress({ stage: "measure", done, total, unit: "seconds", secondsLeft, detail: found.id });
      };
      report(0);
      try {
        await this.tryOut(found, { seconds: REPORT_SECONDS, signal, onStep: report });
      } catch (error) {
        if (!(error instanceof UserError) || error.code === "cancelled") throw error;
        failures.set(found.id, `A trial of it failed: ${error.message}`);
      }
      report(REPORT_SECONDS);
    }
    return failures;
  }

  /** Why `auto` does not take an engine that works. */
  private async remark(found: Found, chosen: Found): Promise<string | undefined> {
    const { id, isCandidate } = found;
    if (!isCandidate || id === "cpu" || found === chosen) return undefined;
    const { speed, unfinished } = await this.tools.trials.outcome(id);
    const { speed: ofCpu } = await this.tools.trials.outcome("cpu");
    if (unfinished >= MOST_UNFINISHED && speed === undefined) {
      return "Its trials did not come to their end, so `auto` leaves it alone until the engines are measured again.";
    }
    if (speed === undefined || ofCpu === undefined) {
      return "The first training with `auto` tries whether it is faster than the processor.";
    }
    if (speed > ofCpu) return `\`auto\` takes ${chosen.id} before it.`;
    const speeds = `${speed.toFixed(1)} against ${ofCpu.toFixed(1)} pictures a second`;
    return `In a trial it was slower than the processor (${speeds}), so \`auto\` leaves it alone.`;
  }
}
