/** Something of a document that the contract does not have. */
export interface Unsupported {
  /** Where it is, as a JSON pointer: `#/paths/~1vessels/get/callbacks`. */
  readonly pointer: string
  /** What it is and what became of it, in a sentence. */
  readonly what: string
  /** Whether a document that is made of the contract says it all the same, since it is kept beside the contract. */
  readonly kept: boolean
}

/** Takes down what is unsupported, each place once. */
export class Findings {
  readonly #byPointer = new Map<string, Unsupported>()

  add(pointer: string, what: string, kept = false): void {
    if (!this.#byPointer.has(pointer)) this.#byPointer.set(pointer, { pointer, what, kept })
  }

  list(): readonly Unsupported[] {
    return [...this.#byPointer.values()]
  }
}
