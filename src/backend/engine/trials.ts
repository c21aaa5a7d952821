/** How fast engines were in their trials, kept for this user and machine: the first training pays, the others read. */
import { arch, cpus, platform, release } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { EngineId } from "../../protocol/training";
import { coreCount } from "../util/concurrency";
import { readJson, writeJsonAtomic } from "../util/files";
import { cacheFolder } from "../util/userFolders";
import { packageVersion, pupilVersion } from "../util/versions";
import { gpu } from "./devices";
import { nvidia } from "./nvidia";
import { installedTensorFlow } from "./tensorflow/library";

/** What came of an engine's trials. */
export interface Outcome {
  /** Training pictures a second; absent when no trial has come to its end. */
  readonly speed?: number;
  /** Trials that were begun since, and have not come to their end: they failed, or the process did. */
  readonly unfinished: number;
}

/** A folder that several machines share has as many records. */
const MOST_MACHINES = 8;

const outcome = z.object({
  speed: z.number().positive().optional(),
  unfinished: z.number().int().nonnegative(),
});
const record = z.object({ machine: z.string(), outcomes: z.record(z.string(), outcome) });
const schema = z.object({ version: z.literal(1), machines: z.array(record) });

type MachineRecord = z.infer<typeof record>;

/** All that an engine's speed depends on: with any other version or device, trials are made again. */
export async function machineKey(): Promise<string> {
  const [{ devices }, { name }] = await Promise.all([nvidia(), gpu()]);
  const facts = [
    `Pupil ${pupilVersion()}`,
    `ONNX Runtime ${packageVersion("onnxruntime-node")}`,
    installedTensorFlow(),
    `${platform()} ${release()} ${arch()}`, // other GPUs' drivers come with the system
    `${cpus()[0]?.model.trim() ?? ""}, ${coreCount()} threads`,
    name,
    ...devices.map((device) => `${device.name}, driver ${device.driver ?? ""}`),
  ];
  return facts.filter((fact) => fact !== undefined).join("; ");
}

/** The outcomes of this machine in a file; one that cannot be read or written only costs new trials. */
export class Trials {
  private readonly own = new Map<EngineId, Outcome>(); // even where nothing can be written
  private machine: Promise<string> | undefined;

  constructor(
    private readonly file: string,
    private readonly key: () => Promise<string> = machineKey,
  ) {}

  async outcome(id: EngineId): Promise<Outcome> {
    const machine = await this.machineName();
    const kept = (await this.read()).find((each) => each.machine === machine);
    return this.own.get(id) ?? kept?.outcomes[id] ?? { unfinished: 0 };
  }

  /** Counts a trial that begins: should it take the process with it, the next process knows. */
  async begin(id: EngineId): Promise<void> {
    await this.count(id, 1);
  }

  /** Takes back a trial that a person stopped. */
  async stop(id: EngineId): Promise<void> {
    await this.count(id, -1);
  }

  /** Keeps the speed of a trial that came to its end. */
  async end(id: EngineId, speed: number): Promise<void> {
    await this.put(id, { speed, unfinished: 0 });
  }

  private async count(id: EngineId, trials: number): Promise<void> {
    const { unfinished, ...rest } = await this.outcome(id);
    await this.put(id, { ...rest, unfinished: Math.max(0, unfinished + trials) });
  }

  private machineName(): Promise<string> {
    return (this.machine ??= this.key());
  }

  private async read(): Promise<readonly MachineRecord[]> {
    try {
      return (await readJson(this.file, schema)).machines;
    } catch {
      return []; // never written, or damaged
    }
  }

  private async put(id: EngineId, change: Outcome): Promise<void> {
    this.own.set(id, change);
    const machine = await this.machineName();
    const all = await this.read();
    const own = all.find((each) => each.machine === machine);
    const others = all.filter((each) => each !== own).slice(0, MOST_MACHINES - 1);
    const outcomes = { ...own?.outcomes, [id]: change };
    const value = { version: 1, machines: [{ machine, outcomes }, ...others] };
    await writeJsonAtomic(this.file, value).catch(() => undefined); // a courtesy to the next process
  }
}

/** This user's file. */
export function trialsFile(environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(environment), "engineTrials.json");
}
