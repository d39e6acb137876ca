import type { Invalidation } from '@fairlead/core'
import type { Entry } from './entry.ts'
import type { KeepRefusal } from './flights.ts'
import type { Intent } from './intent.ts'
import type { Lookup } from './store.ts'
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
  /** Stores an answer that may be stored; why it was not. */
  keep(entry: Entry, epochs: Epochs, isVolatile: boolean): KeepRefusal | undefined
  drop(entry: Entry): void
  invalidate(names: readonly string[], mode: Invalidation): void
}

/** Puts the tiers together. */
export function createTiers(memory: MemoryStore, far: GuardedStore | undefined): Tiers {
  return {
    memory,
    far,
    async ask({ key, partition }, isPatient = false) {
      if (!far || partition.volatile) return undefined
      const lookup = await far.get(key, isPatient)
      return lookup && cleaned(lookup, key)
    },
    keep(entry, epochs, isVolatile) {
      if (memory.changed(entry.names, epochs.local)) return 'invalidated'
      if (far && epochs.far !== undefined && !isVolatile) far.set(entry, epochs.far)
      return memory.set(entry, epochs.local) ? undefined : 'too-large'
    },
    drop({ key, variant }) {
      memory.delete(key, variant)
      far?.delete(key, variant)
    },
    invalidate(names, mode) {
      memory.invalidate(names, mode)
      far?.invalidate(names, mode)
    },
  }
}

/** Whether what a store gives is an entry, and the one asked for. A store may be broken, or of another version. */
function isEntry(value: unknown, key: string): value is Entry {
  const {
    version,
    key: own,
    variant,
    vary,
    url,
    status,
    statusText,
    headers,
    names,
    body,
    ...rest
  } = (value ?? {}) as Partial<Entry>
  return (
    version === 1 &&
    own === key &&
    [variant, url, statusText].every((text) => typeof text === 'string') &&
    [status, rest.requestedAt, rest.receivedAt].every((number) => typeof number === 'number') &&
    [rest.ttlMs, rest.staleMs].every((time) => time === undefined || typeof time === 'number') &&
    isPairs(vary) &&
    isPairs(headers) &&
    Array.isArray(names) &&
    (body === null || body instanceof Uint8Array)
  )
}

function isPairs(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string')
  )
}

/** What a store gave under a key, without what is none of it. */
function cleaned({ epoch, found }: Lookup, key: string): Lookup | undefined {
  if (typeof epoch !== 'number' || !Array.isArray(found)) return undefined
  return { epoch, found: found.filter((each) => isEntry(each?.entry, key)) }
}
