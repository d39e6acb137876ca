/** What was numbered and not yet acknowledged, oldest first. Both sides keep one for each session. */
export class Ledger<Entry> {
  #entries: Entry[] = []
  #start = 0
  /** The number of the first entry that is kept. */
  #first = 1

  /** The number that the next entry gets. */
  get next(): number {
    return this.#first + this.size
  }

  /** How many are kept. */
  get size(): number {
    return this.#entries.length - this.#start
  }

  /** The number of the oldest entry that is kept. */
  get first(): number {
    return this.#first
  }

  /** Numbers an entry. */
  push(entry: Entry): number {
    this.#entries.push(entry)
    return this.next - 1
  }

  /** Lets go of all up to a number, oldest first; a number that was never given lets go of nothing more. */
  drop(upTo: number, dropped: (entry: Entry) => void): void {
    const end = Math.min(upTo, this.next - 1)
    while (this.#first <= end) {
      const entry = this.#entries[this.#start] as Entry
      this.#entries[this.#start++] = undefined as Entry
      this.#first++
      dropped(entry)
    }
    // Moving the rest each time would cost as much as there is.
    if (this.#start > 64 && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
  }

  /** The entry of a number, while it is kept. */
  at(seq: number): Entry | undefined {
    return seq < this.#first ? undefined : this.#entries[this.#start + seq - this.#first]
  }

  /** Takes all out and begins to count anew, as a new session does. */
  reset(next = 1): Entry[] {
    const entries = this.#entries.slice(this.#start)
    this.#entries = []
    this.#start = 0
    this.#first = next
    return entries
  }
}
