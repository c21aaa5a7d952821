/** Options that commands share, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { NETWORK_NAMES } from "../../protocol/network";
import { type TrainConfig, TRAINING_BALANCES } from "../../protocol/training";
import { defaults } from "../train/config";

/** Any number; its limits are checked where they are known. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new InvalidArgumentError("It must be a number.");
  }
  return value;
}

/** Adds --json and --quiet. */
export function common(command: Command): Command {
  return command
    .option("--json", "write one JSON document to standard output")
    .option("-q, --quiet", "show no progress");
}

/** Training's settings as options; what is not given is undefined, so that a file may give it. */
export function trainSettings(command: Command): Command {
  const add = (flags: string, text: string, value: string | number) => {
    const option = new Option(flags, `${text} (default: ${value})`);
    command.addOption(typeof value === "number" ? option.argParser(number) : option);
  };
  add("--network <name>", NETWORK_NAMES.join(", "), "catDogNet");
  command.option("--target <name>", "the label to learn: species, breed, class, ...");
  add("--epochs <n>", "times through the training pictures", defaults.epochs);
  add("--batch <n>", "pictures a step", defaults.batch);
  add("--lr <rate>", "Adam's learning rate", defaults.learningRate);
  add("--seed <n>", "of split, weights, order and dropout", defaults.seed);
  add("--image-size <n>", "pixels a side, a multiple of 32", defaults.imageSize);
  add("--early-stop <n>", "stop after n epochs without improvement, 0: never", defaults.earlyStop);
  add("--engine <id>", "auto, cpu, cuda, webgpu or tensorflow", defaults.engine);
  const balance = `what to do about classes of unequal size (default: as the folder was augmented)`;
  command.addOption(new Option("--balance <way>", balance).choices(TRAINING_BALANCES));
  return command;
}

/** What `trainSettings` gives. */
export interface TrainFlags extends Partial<Omit<TrainConfig, "learningRate" | "augmentation">> {
  readonly lr?: number;
}

/** The settings that were given, under the configuration's names. */
export function givenSettings(flags: TrainFlags): Partial<TrainConfig> {
  const { network, target, epochs, batch, lr, seed, imageSize, earlyStop, engine, balance } = flags;
  const all = {
    network,
    target,
    epochs,
    batch,
    learningRate: lr,
    seed,
    imageSize,
    earlyStop,
    engine,
    balance,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
