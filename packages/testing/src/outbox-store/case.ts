/** The contract `OutboxEntry` of `@fairlead/queue`, said once more: who tests transports need not install that. */
export interface StoredWrite {
  readonly id: string
  readonly seq: number
  readonly lane: string
  readonly identity: string
  readonly method: string
  readonly template: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer> | undefined
  readonly key: string
  readonly tags: readonly string[]
  readonly merge: string | undefined
  readonly createdAt: number
  readonly state: 'pending' | 'sending' | 'dead'
  readonly attempts: number
  readonly notBefore: number
  readonly lease: { readonly owner: string; readonly until: number } | undefined
  readonly failure:
    | { readonly at: number; readonly status?: number | undefined; readonly kind?: string | undefined }
    | undefined
}

/** The contract `OutboxStore` of `@fairlead/queue`. */
export interface OutboxStoreUnderTest {
  add(
    entry: StoredWrite,
    bounds: { readonly maxEntries: number; readonly maxBytes: number },
  ): Promise<StoredWrite | undefined>
  update(id: string, change: (entry: StoredWrite) => StoredWrite | null): Promise<StoredWrite | undefined>
  list(): Promise<readonly StoredWrite[]>
  close?(): void | Promise<void>
}

/** What a case runs with. The cases of one storage run one after the other: each empties it first. */
export interface OutboxStoreContext {
  /**
   * A store over the same storage each time, as another tab or process would open it; where only sharing one object
   * shares the storage, that object.
   */
  open(): OutboxStoreUnderTest
}

/** One behaviour that every store of an outbox shows. */
export interface OutboxStoreCase {
  readonly name: string
  /** Throws where the behaviour is another one. */
  run(context: OutboxStoreContext): Promise<void>
}
