/** Buckets for each doubling: a figure is within 7 % of the truth. */
const PER_DOUBLING = 8
/** From a quarter of a millisecond to 70 minutes. */
const FIRST_MS = 0.25
const DOUBLINGS = 24
const BUCKETS = PER_DOUBLING * DOUBLINGS

/** Durations, counted by size: as many bytes for a million of them as for one. */
export class Histogram {
  #counts: Uint32Array | undefined
  #total = 0

  get total(): number {
    return this.#total
  }

  add(durationMs: number): void {
    const at = Math.floor(Math.log2(durationMs / FIRST_MS) * PER_DOUBLING)
    const bucket = at > 0 ? Math.min(at, BUCKETS - 1) : 0
    const counts = (this.#counts ??= new Uint32Array(BUCKETS))
    counts[bucket] = (counts[bucket] ?? 0) + 1
    this.#total++
  }

  clear(): void {
    if (this.#total > 0) this.#counts?.fill(0)
    this.#total = 0
  }

  /** Adds what another has counted. */
  merge(other: Histogram): void {
    const counts = other.#counts
    if (!counts || other.#total === 0) return
    const own = (this.#counts ??= new Uint32Array(BUCKETS))
    for (let at = 0; at < BUCKETS; at++) own[at] = (own[at] ?? 0) + (counts[at] ?? 0)
    this.#total += other.#total
  }

  /** The duration that this share of all, from 0 to 1, is no longer than. Undefined without any. */
  quantile(share: number): number | undefined {
    let left = Math.ceil(share * this.#total)
    if (left === 0 || !this.#counts) return undefined
    let at = 0
    for (; at < BUCKETS - 1; at++) if ((left -= this.#counts[at] ?? 0) <= 0) break
    // The middle of its bucket.
    return FIRST_MS * 2 ** ((at + 0.5) / PER_DOUBLING)
  }
}
