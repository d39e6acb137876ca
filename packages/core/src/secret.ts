const REDACTED = '[redacted]'

/** A value whose every printed form is redacted; only {@link Secret.reveal} gives it back. */
export class Secret<T = string> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  /** The value itself, to be used at once and never kept. */
  reveal(): T {
    return this.#value
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  /** Node's `console.log` and `util.inspect` print this. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED
  }
}
