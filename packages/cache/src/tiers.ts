import { attempt } from './attempt.ts'
import { hasEntryShape } from './entry-shape.ts'
import type { Entry } from './entry.ts'
import type { KeepRefusal } from './flights.ts'
import type { Intent } from './intent.ts'
import type { Found, Lookup } from './store.ts'
import type { GuardedStore } from './tiers/guard.ts'
import type { MemoryStore } from './tiers/memory.ts'

/** What the tiers' clocks showed before the server was asked. */
export interface Epochs {
  readonly local: number
  /** Undefined where the second tier was not reached: nothing is stored there then. */
  readonly far: number | undefined
}

/** Memory, and a second tier where there is one. */
export interface Tiers {
  readonly memory: MemoryStore
  readonly far: GuardedStore | undefined
  /**
   * What the second tier has; undefined where there is none, where it may not know of the call, and where it does not answer.
   *
   * @param isPatient waits longer than the deadline, because nothing else is left
   */
  ask(intent: Intent, isPatient?: boolean): Promise<Lookup | undefined>
  /** What was found, as it stands after what was invalidated since the epoch of the memory. */
  since(epoch: number, found: readonly Found[]): readonly Found[]
  /** Stores an answer that may be stored; why it was not. */
  keep(entry: Entry, epochs: Epochs, isVolatile: boolean): KeepRefusal | undefined
  drop(entry: Entry): void
}

/** Puts the tiers together. */
export function createTiers(memory: MemoryStore, far: GuardedStore | undefined): Tiers {
  return {
    memory,
    far,
    async ask({ key, partition }, isPatient = false) {
      if (!far || partition.volatile) return undefined
      const lookup = await far.get(key, isPatient)
      // What cannot even be looked at is nothing.
      return attempt(() => lookup && cleaned(lookup, key))
    },
    since: (epoch, found) =>
      found.flatMap(({ entry, stale }) => {
        const verdict = memory.judge(entry.names, epoch)
        return verdict === 'gone' ? [] : [{ entry, stale: stale || verdict === 'stale' }]
      }),
    keep(entry, epochs, isVolatile) {
      if (memory.judge(entry.names, epochs.local)) return 'invalidated'
      if (far && epochs.far !== undefined && !isVolatile) far.set(entry, epochs.far)
      return memory.set(entry, epochs.local) ? undefined : 'too-large'
    },
    drop({ key, variant }) {
      memory.delete(key, variant)
      far?.delete(key, variant)
    },
  }
}

/** Whether what a store gives is an entry, and the one asked for. */
function isEntry(value: unknown, key: string): value is Entry {
  const { body } = (value ?? {}) as Partial<Entry>
  return hasEntryShape(value) && value.key === key && (body === null || body instanceof Uint8Array)
}

/** What a store gave under a key, without what is none of it. */
function cleaned({ epoch, found }: Lookup, key: string): Lookup | undefined {
  if (typeof epoch !== 'number' || !Array.isArray(found)) return undefined
  return { epoch, found: found.filter((each) => isEntry(each?.entry, key)) }
}
