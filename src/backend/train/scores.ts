/** Running loss and accuracy over pictures: sums only, so that batches of any size weigh rightly. */
import { argMax, crossEntropy, rowsOf } from "../util/softmax";

export class Scores {
  private lossSum = 0;
  private correct = 0;
  private count = 0;

  /** Counts a batch: logits [count, classes] and the class index of each picture. */
  update(logits: Float32Array, labels: Int32Array): void {
    for (const [index, row] of rowsOf(logits, labels.length).entries()) {
      const label = labels[index] ?? -1;
      this.lossSum += crossEntropy(row, label);
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
