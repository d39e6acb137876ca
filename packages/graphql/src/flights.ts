/** Queries whose answers are on their way, and what has been invalidated meanwhile: such an answer may be from before. */
export interface Flights {
  begin(key: number): void
  isUnder(key: number): boolean
  /** Some tags are invalidated now. */
  invalidated(tags: readonly string[]): void
  /** What was invalidated since it went out. */
  meanwhile(key: number): ReadonlySet<string>
  end(key: number): void
}

const NOTHING: ReadonlySet<string> = new Set()

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
    meanwhile: (key) => flights.get(key) ?? NOTHING,
    end: (key) => void flights.delete(key),
  }
}
