/** Running loss and accuracy over pictures: sums only, so that batches of any size weigh rightly. */
import { argMax, crossEntropy, mixedCrossEntropy, rowsOf } from "../util/softmax";

export class Scores {
  private lossSum = 0;
  private correct = 0;
  private count = 0;

  /**
   * Counts a batch: logits [count, classes] and the class index of each picture. With targets, the
   * loss is against their distributions; weights do not count, so that losses stay comparable.
   */
  update(logits: Float32Array, labels: Int32Array, targets?: Float32Array): void {
    const targetRows = targets && rowsOf(targets, labels.length);
    for (const [index, row] of rowsOf(logits, labels.length).entries()) {
      const label = labels[index] ?? -1;
      const target = targetRows?.[index];
      this.lossSum += target ? mixedCrossEntropy(row, target) : crossEntropy(row, label);
      if (argMax(row) === label) this.correct++;
      this.count++;
    }
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
