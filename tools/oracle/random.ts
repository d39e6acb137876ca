/** Numbers that are the same in every run. */
export interface Random {
  /** A whole number from 0 up, below the bound. */
  below(bound: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
}

/** Numbers that follow from a text (xmur3 and mulberry32, both in the public domain). */
export function randomOf(seed: string): Random {
  let state = 1_779_033_703 ^ seed.length
  for (let at = 0; at < seed.length; at++) {
    state = Math.imul(state ^ seed.charCodeAt(at), 3_432_918_353)
    state = (state << 13) | (state >>> 19)
  }
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return { below, chance: (probability) => next() < probability, pick: (items) => items[below(items.length)] as never }
}
