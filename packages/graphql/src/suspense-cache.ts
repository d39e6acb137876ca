import type { Client, Operation } from '@urql/core'
import { pipe, subscribe } from 'wonka'
import { onEpochEnd } from './epochs.ts'
import { factsOf } from './facts.ts'
import type { ExchangeHost } from './live-queries.ts'
import { createLru } from './lru.ts'

/** Where the React binding keeps what it has shown, by urql's own number of a request. */
interface ReactCache {
  get(hash: number): unknown
  set(hash: number, value: unknown): void
  clear(hash: number): void
  dispose(hash: number): void
}

/** Requests that are remembered: a page that suspended and was never shown lets go of none. */
const MAX_REQUESTS = 1_000

/** Tells which operation a request of the binding has become. */
export type Known = (hash: number, operation: Operation) => void

/**
 * Takes the place of the cache that the React binding would put onto a client. That one forgets nothing by itself, because our
 * operations have other numbers than its requests, and knows no users.
 */
export function suspenseCache(client: Client, { host, onEnd }: Pick<ExchangeHost, 'host' | 'onEnd'>): Known {
  /** What a request was last asked as: two of one number may be different operations. */
  const asked = createLru<number, number>(MAX_REQUESTS, Infinity)
  const values = createLru<number, { readonly key: number | undefined; readonly value: unknown }>(
    MAX_REQUESTS,
    Infinity,
  )
  const left = new Set<number>()
  /** The requests that operations were made of, by their facts. */
  const hashes = new WeakMap<object, number>()

  const forget = (hash: number): void => {
    left.delete(hash)
    values.delete(hash)
  }
  const cache: ReactCache = {
    get(hash) {
      const found = values.get(hash)
      return found && found.key === asked.get(hash) ? found.value : undefined
    },
    set(hash, value) {
      left.delete(hash)
      values.set(hash, { key: asked.get(hash), value }, 0)
    },
    clear: forget,
    // Told of each hook that is left, also of those that do not suspend.
    dispose(hash) {
      if (values.get(hash)) left.add(hash)
    },
  }
  Object.assign(client, { _react: cache })
  const { unsubscribe } = pipe(
    client.operations$,
    subscribe(({ kind, key, context }) => {
      const hash = kind === 'teardown' ? hashes.get(factsOf(context) ?? context) : undefined
      if (hash === undefined || asked.get(hash) !== key || !left.has(hash)) return
      asked.delete(hash)
      forget(hash)
    }),
  )
  onEnd(unsubscribe)
  onEnd(onEpochEnd(host, values.clear))
  return (hash, operation) => {
    asked.set(hash, operation.key, 0)
    hashes.set(factsOf(operation.context) ?? operation.context, hash)
  }
}
