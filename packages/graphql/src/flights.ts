/** Queries whose answers are on their way, and what has been invalidated meanwhile: such an answer may be from before. */
export interface Flights {
  begin(key: number): void
  isUnder(key: number): boolean
  /** Some tags are invalidated now. */
  invalidated(tags: readonly string[]): void
  /** Whether an answer with these tags was overtaken while it was on its way. */
  isOvertaken(key: number, tags: ReadonlySet<string>): boolean
  end(key: number): void
}

/** Makes what watches over queries on their way. */
export function createFlights(): Flights {
  /** Undefined as long as nothing was invalidated, which is nearly always. */
  const flights = new Map<number, Set<string> | undefined>()
  return {
    begin: (key) => void flights.set(key, undefined),
    isUnder: (key) => flights.has(key),
    invalidated(tags) {
      for (const [key, meanwhile] of flights) {
        const all = meanwhile ?? new Set()
        for (const tag of tags) all.add(tag)
        flights.set(key, all)
      }
    },
    isOvertaken(key, tags) {
      for (const tag of flights.get(key) ?? []) if (tags.has(tag)) return true
      return false
    },
    end: (key) => void flights.delete(key),
  }
}
