/** Where the threads of a step lay down their features, and find their gradient in return. */
import type { Floats } from "./memory";

export class SharedFeatures {
  /** One for each thread but the one that leads. */
  private rooms: readonly SharedArrayBuffer[] = [];
  private shares: readonly number[] = [];

  /** `numbers`: features of a picture. */
  constructor(private readonly numbers: number) {}

  /** Makes room for what each thread has of the pictures; the leader's share is the first. */
  prepare(shares: readonly number[]): void {
    const others = shares.slice(1).map((count, index) => {
      const bytes = 4 * count * this.numbers;
      const known = this.rooms[index];
      if (known !== undefined && known.byteLength >= bytes) return known;
      return new SharedArrayBuffer(bytes);
    });
    this.rooms = [...others, ...this.rooms.slice(others.length)];
    this.shares = shares;
  }

  /** The room of a thread, counted without the leader. */
  room(index: number): SharedArrayBuffer {
    const room = this.rooms[index];
    if (room === undefined) throw new RangeError(`there is no thread ${index + 1}`);
    return room;
  }

  /** Writes the features of all pictures, the leader's `own` among them. */
  gather(own: Floats, all: Floats): void {
    all.set(own);
    this.eachOther((shared, at) => {
      all.set(shared, at);
    });
  }

  /** Hands each thread the gradient of its own; `own` is the leader's, unless it wants none. */
  spread(all: Floats, own: Floats | undefined): void {
    own?.set(all.subarray(0, own.length));
    this.eachOther((shared, at) => {
      shared.set(all.subarray(at, at + shared.length));
    });
  }

  private eachOther(visit: (shared: Float32Array, at: number) => void): void {
    const [first = 0, ...others] = this.shares;
    let at = first * this.numbers;
    for (const [index, count] of others.entries()) {
      const shared = new Float32Array(this.room(index), 0, count * this.numbers);
      visit(shared, at);
      at += shared.length;
    }
  }
}
