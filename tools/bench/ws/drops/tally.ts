/** Counts what arrives of messages that are numbered from 0. */
export function createTally() {
  const seen = new Map<number, number>()
  let last = -1
  let late = 0
  let progressedAt = performance.now()
  return {
    /** Message `n` has arrived. */
    add(n: number): void {
      const before = seen.get(n) ?? 0
      seen.set(n, before + 1)
      if (before === 0 && n < last) late++
      last = Math.max(last, n)
      progressedAt = performance.now()
    },
    has: (n: number): boolean => seen.has(n),
    /** Different messages that have arrived. */
    get count() {
      return seen.size
    },
    /** The highest number that has arrived, plus one. */
    get reached() {
      return last + 1
    },
    /** Messages that arrived more than once. */
    get duplicated() {
      return [...seen.values()].filter((times) => times > 1).length
    },
    /** Messages that arrived after one with a higher number. */
    get outOfOrder() {
      return late
    },
    get progressedAt() {
      return progressedAt
    },
  }
}
