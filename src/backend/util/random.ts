/** The one source of randomness: named, splittable, seeded streams. */

/** FNV-1a over UTF-16 code units, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv). */
function hash(text: string, start: number): number {
  let h = start;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return h >>> 0;
}

/**
 * A stream of pseudo-random numbers: sfc32 (Chris Doty-Humphrey's PractRand), 128 bits of state.
 * The stream is a function of the seed and the names alone, so order and masks of any epoch can be
 * made without replaying those before it.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  private constructor(private readonly key: string) {
    this.a = hash(key, 0x811c9dc5);
    this.b = hash(key, 0x9e3779b9);
    this.c = hash(key, 0x85ebca6b);
    for (let i = 0; i < 15; i++) this.bits();
  }

  /** The stream of that seed and those names: `Random.of(27, "order", epoch)`. */
  static of(seed: number, ...names: readonly (string | number)[]): Random {
    return new Random([seed, ...names].join("/"));
  }

  /** A stream of its own below this one; does not advance this one. */
  split(...names: readonly (string | number)[]): Random {
    return new Random([this.key, ...names].join("/"));
  }

  /** 32 random bits, 0..2^32-1. */
  bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number {
    return this.bits() / 4294967296;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform integer in [0, count), without modulo bias. */
  integer(count: number): number {
    const limit = 4294967296 - (4294967296 % count);
    let bits = this.bits();
    while (bits >= limit) bits = this.bits();
    return bits % count;
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(items.length)];
    if (item === undefined) throw new RangeError("pick needs at least one item");
    return item;
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}
