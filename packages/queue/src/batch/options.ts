import type { Clock } from '../clock.ts'

/** What a batcher puts together. */
export interface BatcherOptions<K> {
  /** Keys in one batch at most. @defaultValue 100 */
  readonly maxSize?: number | undefined
  /** Bytes in one batch at most, as `bytesOf` says. @defaultValue Infinity */
  readonly maxBytes?: number | undefined
  /** The bytes that a key takes. @defaultValue 0 */
  readonly bytesOf?: ((key: K) => number) | undefined
  /**
   * Milliseconds from the first key of a batch until it is loaded. 0: when the promises of the turn that asked have come to
   * rest, without a timer.
   *
   * @defaultValue 0
   */
  readonly waitMs?: number | undefined
  /** Keys of which this is the same are loaded once in a batch. @defaultValue the key itself */
  readonly keyOf?: ((key: K) => unknown) | undefined
  readonly clock?: Clock | undefined
}

/** What is said about one key. */
export interface LoadOptions {
  /** Ends the wait for the key. */
  readonly signal?: AbortSignal | undefined
  /**
   * When the wait for the key ends, in milliseconds since the Unix epoch. A batch that would not have gone by then goes now.
   *
   * @defaultValue Infinity
   */
  readonly deadlineAt?: number | undefined
}

/** Loads many keys in few calls. Nothing is kept beyond a batch. */
export interface Batcher<K, V> {
  /** @throws the error that was loaded in its place, `abort`, `timeout` */
  load(key: K, options?: LoadOptions): Promise<V>
  /** The values in the order of the keys; of each that failed its error. */
  loadMany(keys: readonly K[], options?: LoadOptions): Promise<(V | Error)[]>
}

/** Loads the keys of one batch: a value or an error for each, in their order. The signal aborts when nobody waits any more. */
export type LoadBatch<K, V> = (
  keys: readonly K[],
  context: { readonly signal: AbortSignal },
) => Promise<readonly (V | Error)[]>
