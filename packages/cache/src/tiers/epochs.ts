import type { Invalidation } from '@fairlead/core'
import { EVERYTHING } from '../names.ts'

/** How many names are remembered, and how many of them are let go when there are more. */
const MAX_NAMES = 10_000
const FORGOTTEN = 5_000

/** A clock that every invalidation moves on, and for each name the moment of its last one. */
export interface Epochs {
  readonly now: number
  invalidate(names: readonly string[], mode: Invalidation): void
  /** What became of something with these names that was asked for at `epoch`. */
  judge(names: readonly string[], epoch: number): Invalidation | undefined
}

/** Makes a table of epochs. Its memory is bounded: what it has forgotten counts as gone. */
export function createEpochs(): Epochs {
  let now = 0
  let floor = 0
  const changes = new Map<string, { stale: number; gone: number }>()

  function forget(): void {
    let count = 0
    for (const [name, { stale, gone }] of changes) {
      if (++count > FORGOTTEN) break
      changes.delete(name)
      floor = Math.max(floor, stale, gone)
    }
  }

  return {
    get now() {
      return now
    },
    invalidate(names, mode) {
      now++
      for (const name of names) {
        const change = changes.get(name) ?? { stale: 0, gone: 0 }
        change[mode] = now
        // At the end again: those that were not invalidated for longest are forgotten first.
        changes.delete(name)
        changes.set(name, change)
      }
      if (changes.size > MAX_NAMES) forget()
    },
    judge(names, epoch) {
      if (epoch < floor) return 'gone'
      let verdict: Invalidation | undefined
      for (const name of [EVERYTHING, ...names]) {
        const change = changes.get(name)
        if (!change) continue
        if (change.gone > epoch) return 'gone'
        if (change.stale > epoch) verdict = 'stale'
      }
      return verdict
    },
  }
}
