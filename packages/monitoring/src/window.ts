import { Histogram } from './histogram.ts'

/** Slices of a window: it moves on by one of them at a time. */
const SLICES = 6

/** What has been counted in one slice of time. */
class Slice {
  /** Its number since the epoch. */
  at = -1
  calls = 0
  errors = 0
  retries = 0
  asked = 0
  hits = 0
  readonly durations: Histogram = new Histogram()
  readonly waits: Histogram = new Histogram()

  begin(at: number): void {
    this.at = at
    this.calls = this.errors = this.retries = this.asked = this.hits = 0
    this.durations.clear()
    this.waits.clear()
  }
}

/** Calls of the last while, by endpoint or by origin: so many bytes, however many calls there are. */
export class Window {
  active = 0
  /** When the first call in it ended. */
  since: number | undefined
  readonly #sliceMs: number
  readonly #slices: Slice[] = []

  constructor(windowMs: number) {
    this.#sliceMs = windowMs / SLICES
  }

  /** The slice of a moment, to count in. */
  now(nowMs: number): Slice {
    this.since ??= nowMs
    const at = Math.floor(nowMs / this.#sliceMs)
    const slice = (this.#slices[at % SLICES] ??= new Slice())
    if (slice.at !== at) slice.begin(at)
    return slice
  }

  /** How much of the window has calls to count at a moment: less than all of it while the first ones are new. */
  coveredMs(nowMs: number): number {
    const begun = (Math.floor(nowMs / this.#sliceMs) - SLICES + 1) * this.#sliceMs
    const since = this.since ?? nowMs
    // A clock that was set back says nothing of when it began.
    return Math.max(1_000, nowMs - (since > nowMs ? begun : Math.max(begun, since)))
  }

  /** All that is in the window at a moment. */
  sum(nowMs: number): Slice {
    const last = Math.floor(nowMs / this.#sliceMs)
    const all = new Slice()
    for (const slice of this.#slices) {
      if (!slice || slice.at <= last - SLICES || slice.at > last) continue
      all.calls += slice.calls
      all.errors += slice.errors
      all.retries += slice.retries
      all.asked += slice.asked
      all.hits += slice.hits
      all.durations.merge(slice.durations)
      all.waits.merge(slice.waits)
    }
    return all
  }
}
