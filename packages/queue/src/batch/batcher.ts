import { FairleadError, type Runtime, Scope, configError, platformRuntime } from '@fairlead/core'
import { type Guards, check, isAbove0, isAmount, isCount, isFunction, isObject } from '../check.ts'
import type { Batcher, BatcherOptions, LoadBatch, LoadOptions } from './options.ts'

const BATCHER: Guards<BatcherOptions<never>> = {
  maxSize: isCount,
  maxBytes: isAbove0,
  bytesOf: isFunction,
  waitMs: isAmount,
  keyOf: isFunction,
  clock: isObject,
}

/** Microtasks without a new key after which a batch goes: promises that follow from each other take some. */
const REST = 32

interface Entry<K, V> extends PromiseWithResolvers<V> {
  readonly key: K
  readonly id: unknown
  readonly batch: Batch<K, V>
  readonly bytes: number
  waiting: number
}

interface Batch<K, V> {
  /** Those that somebody waits for. */
  readonly entries: Map<unknown, Entry<K, V>>
  readonly dueAt: number
  bytes: number
  /** Microtasks since the last key. */
  rested: number
  /** What to do when nobody waits any more. */
  end: (() => void) | undefined
}

/**
 * Makes a batcher: what is asked for in one turn, or within `waitMs`, is loaded together.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 *
 * @example
 * ```ts
 * const vessels = createBatcher((ids: readonly string[], { signal }) => client.api.vessels.byIds({ query: { ids } }, { signal }))
 * const vessel = await vessels.load('aurora')
 * ```
 */
export function createBatcher<K, V>(load: LoadBatch<K, V>, options: BatcherOptions<K> = {}): Batcher<K, V> {
  const {
    maxSize = 100,
    maxBytes = Infinity,
    bytesOf,
    waitMs = 0,
    keyOf = (key: K): unknown => key,
    clock = platformRuntime,
  } = check('batcher', options, BATCHER as Guards<BatcherOptions<K>>)
  /** The one that takes keys. */
  let open: Batch<K, V> | undefined

  function begin(): Batch<K, V> {
    const batch: Batch<K, V> = { entries: new Map(), dueAt: clock.now() + waitMs, bytes: 0, rested: 0, end }
    const timer = waitMs > 0 ? clock.setTimeout(() => void send(batch), waitMs) : queueMicrotask(rest)
    function rest(): void {
      if (batch !== open) return
      if (batch.rested++ < REST) queueMicrotask(rest)
      else void send(batch)
    }
    function end(): void {
      open = undefined
      clock.clearTimeout(timer)
    }
    return batch
  }

  async function send(batch: Batch<K, V>): Promise<void> {
    const entries = [...batch.entries.values()]
    const ending = new AbortController()
    batch.end?.()
    batch.end = () => ending.abort()
    try {
      const values = await load(
        entries.map(({ key }) => key),
        { signal: ending.signal },
      )
      if (values?.length !== entries.length) throw configError(`batcher: no list of ${entries.length} was loaded`)
      entries.forEach(({ resolve, reject }, index) => {
        const value = values[index] as V | Error
        if (value instanceof Error) reject(value)
        else resolve(value)
      })
    } catch (error) {
      for (const { reject } of entries) reject(error)
    }
    batch.end = undefined
  }

  /** The place of a key in the batch that takes keys, for one more caller. */
  function join(key: K): Entry<K, V> {
    const id = keyOf(key)
    let entry = open?.entries.get(id)
    if (!entry) {
      const bytes = bytesOf?.(key) ?? 0
      if (!(bytes <= maxBytes)) throw configError(`batcher: a key of ${bytes} bytes is above \`maxBytes\``)
      if (open && open.bytes + bytes > maxBytes) void send(open)
      open ??= begin()
      entry = { ...Promise.withResolvers<V>(), key, id, bytes, batch: open, waiting: 0 }
      open.entries.set(id, entry)
      open.bytes += bytes
      open.rested = 0
      if (open.entries.size >= maxSize) void send(open)
    }
    entry.waiting++
    return entry
  }

  function leave({ id, bytes, batch }: Entry<K, V>): void {
    batch.entries.delete(id)
    batch.bytes -= bytes
    if (batch.entries.size === 0) batch.end?.()
  }

  async function one(key: K, { signal, deadlineAt = Infinity }: LoadOptions = {}): Promise<V> {
    if (!signal && deadlineAt === Infinity) return join(key).promise
    const scope = new Scope(clock as Runtime, { method: 'load', template: 'batch' })
    let entry: Entry<K, V> | undefined
    try {
      scope.follow(signal, (cause) => new FairleadError('abort', undefined, 'aborted by the caller', {}, { cause }))
      scope.throwIfEnded()
      scope.limit('total', deadlineAt - clock.now())
      // Fails at once.
      if (scope.remainingMs <= 0) await scope.sleep(0)
      entry = join(key)
      const { batch } = entry
      if (batch === open && deadlineAt <= batch.dueAt) void send(batch)
      return await scope.race(entry.promise)
    } finally {
      scope.close()
      if (entry && --entry.waiting === 0) leave(entry)
    }
  }

  return {
    load: one,
    loadMany: (keys, own) => Promise.all(keys.map((key) => one(key, own).catch((error: Error) => error))),
  }
}
