/** Running loss and accuracy over pictures: sums only, so that batches of any size weigh rightly. */
import { argMax, crossEntropy, mixedCrossEntropy, rowsOf } from "../util/softmax";

/** Of one target. */
export class Scores {
  private lossSum = 0;
  private correct = 0;
  private count = 0;

  /**
   * Counts a picture by its logits and class index. With a target, the loss is against its
   * distribution; its weight does not count, so that losses stay comparable.
   */
  add(logits: Float32Array, label: number, target?: Float32Array): void {
    this.lossSum += target ? mixedCrossEntropy(logits, target) : crossEntropy(logits, label);
    if (argMax(logits) === label) this.correct++;
    this.count++;
  }

  /** Pictures so far. */
  get pictures(): number {
    return this.count;
  }

  /** Mean cross-entropy; NaN without pictures. */
  get loss(): number {
    return this.lossSum / this.count;
  }

  /** 0..1; NaN without pictures. */
  get accuracy(): number {
    return this.correct / this.count;
  }
}

/** Of several targets, whose logits lie side by side; a picture without a label does not count. */
export class TargetScores {
  /** One a target. */
  readonly each: readonly Scores[];

  /** `classes` of each target. */
  constructor(private readonly classes: readonly number[]) {
    this.each = classes.map(() => new Scores());
  }

  /** Counts a batch: logits and targets [pictures, classes of all], labels [pictures, targets]. */
  update(logits: Float32Array, labels: Int32Array, targets?: Float32Array): void {
    const count = labels.length / this.classes.length;
    const targetRows = targets && rowsOf(targets, count);
    for (const [at, row] of rowsOf(logits, count).entries()) {
      let from = 0;
      for (const [index, scores] of this.each.entries()) {
        const to = from + (this.classes[index] ?? 0);
        const label = labels[at * this.classes.length + index] ?? -1;
        const target = targetRows?.[at]?.subarray(from, to);
        if (label >= 0) scores.add(row.subarray(from, to), label, target);
        from = to;
      }
    }
  }

  /** Of the first target. */
  get first(): Scores {
    const [first] = this.each;
    if (first === undefined) throw new TypeError("there is no target");
    return first;
  }
}
