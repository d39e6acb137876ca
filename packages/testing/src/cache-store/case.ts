/** The contract `Entry` of `@fairlead/cache`, said once more: who tests transports need not install that. */
export interface StoredAnswer {
  readonly version: 1
  readonly key: string
  readonly variant: string
  readonly vary: readonly (readonly [name: string, value: string | null])[]
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly requestedAt: number
  readonly receivedAt: number
  readonly names: readonly string[]
  readonly ttlMs?: number | undefined
  readonly staleMs?: number | undefined
  readonly body: Uint8Array<ArrayBuffer> | null
}

/** The contract `CacheStore` of `@fairlead/cache`, as far as it is tested. */
export interface CacheStoreUnderTest {
  get(key: string, signal?: AbortSignal): MaybeLater<{ readonly epoch: number; readonly found: readonly FoundAnswer[] }>
  set(entry: StoredAnswer, epoch: number, signal?: AbortSignal): MaybeLater<boolean>
  delete(key: string, variant?: string, signal?: AbortSignal): MaybeLater<void>
  invalidate(names: readonly string[], mode: 'stale' | 'gone', signal?: AbortSignal): MaybeLater<void>
  close?(): MaybeLater<void>
}

interface FoundAnswer {
  readonly entry: StoredAnswer
  readonly stale: boolean
}

type MaybeLater<T> = T | PromiseLike<T>

/** What a case runs with. The cases of one storage run one after the other: some make everything stale or gone. */
export interface CacheStoreContext {
  /**
   * A store over the same storage each time, as another tab or process would open it; where only sharing one object
   * shares the storage, that object.
   */
  open(): CacheStoreUnderTest
  /** Whether it keeps and gives copies. Without that its users must not change what they gave and got. */
  readonly copies: boolean
}

/** One behaviour that every store of answers shows. */
export interface CacheStoreCase {
  readonly name: string
  /** What not every store has: see {@link CacheStoreContext}. */
  readonly needs?: 'copies'
  /** Throws where the behaviour is another one. */
  run(context: CacheStoreContext): Promise<void>
}
