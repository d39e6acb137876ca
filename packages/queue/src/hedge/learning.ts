/** What is known of how long calls take, by key. */
export interface Learning {
  /** Milliseconds that a part of the last ones took at most; `Infinity` while too few are known. */
  of(key: string): number
  add(key: string, durationMs: number): void
}

const MAX_KEYS = 200
const MIN_KEPT = 100
/** A quantile of many changes little by one more. */
const SORT_EVERY = 10

/** Learns a quantile of the last hundred of each key. Of too many keys the one that was told of least lately goes. */
export function createLearning(quantile: number, warmUp: number): Learning {
  const keys = new Map<string, { readonly last: number[]; count: number; ms: number }>()
  return {
    of: (key) => keys.get(key)?.ms ?? Infinity,
    add(key, durationMs) {
      const known = keys.get(key) ?? { last: [], count: 0, ms: Infinity }
      const { last } = known
      keys.delete(key)
      keys.set(key, known)
      if (keys.size > MAX_KEYS) keys.delete(keys.keys().next().value as string)
      if (last.push(durationMs) > Math.max(MIN_KEPT, warmUp)) last.shift()
      if (last.length < warmUp || known.count++ % SORT_EVERY) return
      known.ms = last.toSorted((a, b) => a - b)[Math.floor(quantile * (last.length - 1))] as number
    },
  }
}
