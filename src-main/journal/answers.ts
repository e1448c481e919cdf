/** Those who wait for answers of one kind, which come in the order they were asked for. */
export class Answers<T> {
  readonly #waiting: ((answer: T) => void)[] = [];

  next(): Promise<T> {
    return new Promise((settle) => this.#waiting.push(settle));
  }

  settle(answer: T): void {
    this.#waiting.shift()?.(answer);
  }

  settleAll(answer: T): void {
    for (const settle of this.#waiting.splice(0)) settle(answer);
  }
}
