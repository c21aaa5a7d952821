/** The head's part of a step, on the features of all pictures: forward, loss, and back. */
import { elementCount } from "../../nn/parameters";
import type { CompileOptions, StepResult } from "../engine";
import { findLearning } from "../learning";
import { crossEntropy } from "./crossEntropy";
import type { Lowering } from "./lowering";
import type { Area, Floats } from "./memory";
import type { Parts } from "./parts";
import { Program } from "./program";
import { Writer } from "./writer";

/** What is learned from a batch. */
export interface Lesson {
  /** [count, classes]. */
  readonly target: Float32Array;
  readonly count: number;
  /** Counted from 1. */
  readonly step: number;
}

export class HeadPart {
  private readonly program = new Program();
  private readonly features: Area;
  private readonly featuresGradient: Area | undefined;
  private lesson: Lesson = { target: new Float32Array(), count: 0, step: 0 };
  private result: StepResult | undefined;

  constructor(
    private readonly parts: Parts,
    lowering: Omit<Lowering, "program" | "current">,
    private readonly options: Pick<CompileOptions, "classes" | "heads">,
  ) {
    const { program } = this;
    const { features: node, logits: last } = parts;
    this.features = program.floats(elementCount(node.shape));
    const current = () => ({ pictures: this.lesson.count, step: this.lesson.step });
    const source = { node, area: this.features };
    // what is filled before the program runs has a place from its beginning on
    program.call([this.features], () => undefined);
    const learning = findLearning(parts.graph, (name) => lowering.gradient(name) !== undefined);
    const writer = new Writer({ ...lowering, program, current }, learning, source);
    const logits = writer.forward(parts.head);
    this.featuresGradient = writer.backward(last, this.loss(logits), node);
    // and what is read after it, to its end
    if (this.featuresGradient) program.call([this.featuresGradient], () => undefined);
  }

  /** Whether a batch of so many pictures has room in what the kernels can address. */
  fits(count: number): boolean {
    return this.program.fits(count);
  }

  /** Calls `fill` with room for the features, and `spread` with their gradient if it is wanted. */
  async run(
    lesson: Lesson,
    fill: (features: Floats) => void,
    spread: (gradient: Floats) => void,
  ): Promise<StepResult> {
    this.lesson = lesson;
    const memory = this.program.memoryOf(lesson.count);
    const rows = (area: Area) =>
      memory.floats(area).subarray(0, lesson.count * elementCount(this.parts.features.shape));
    fill(rows(this.features));
    await this.program.run(memory);
    if (this.featuresGradient !== undefined) spread(rows(this.featuresGradient));
    if (this.result === undefined) throw new TypeError("the head has no loss");
    return this.result;
  }

  private loss(logits: Area): Area {
    const { classes, heads = [classes] } = this.options;
    const gradient = this.program.floats(classes);
    this.program.call([logits, gradient], (memory) => {
      const { target, count } = this.lesson;
      const copy = memory.floats(logits).slice(0, count * classes);
      const compared = { logits: copy, target, count, heads };
      const loss = crossEntropy(compared, memory.floats(gradient));
      this.result = { loss, logits: copy };
    });
    return gradient;
  }
}
