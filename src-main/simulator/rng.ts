/** Random numbers from a seed: the same seed gives the same numbers on every machine and in every run. */
export class Rng {
  readonly #seed: number;
  #state: number;

  /** @param seed any number; only its lower 32 bits count */
  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#state = this.#seed;
  }

  /** A stream of its own for one purpose, so that drawing more in one place changes nothing in another. */
  fork(purpose: string): Rng {
    let hash = 0x811c9dc5 ^ this.#seed;
    for (let at = 0; at < purpose.length; at += 1) hash = Math.imul(hash ^ purpose.charCodeAt(at), 0x01000193);
    return new Rng(hash);
  }

  /** Uniform, 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  int(lowest: number, highest: number): number {
    return lowest + Math.floor(this.next() * (highest - lowest + 1));
  }

  /** True with this probability, 0..1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Close to normal, mean 0, deviation 1, never beyond ±6: the sum of twelve uniform draws. */
  bell(): number {
    let sum = -6;
    for (let draw = 0; draw < 12; draw += 1) sum += this.next();
    return sum;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.int(0, choices.length - 1)] ?? choices[0];
  }
}
