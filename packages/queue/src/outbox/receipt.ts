/** Where a kept write is. */
export type ReceiptState = 'pending' | 'sending' | 'sent' | 'dead' | 'cancelled'

/** Stands for a write that is stored and will go out. */
export interface Receipt<T = unknown> {
  /** The entry's. */
  readonly id: string
  readonly state: ReceiptState
  /**
   * The data of the answer, once the server has given one; no failure of it is ever unhandled.
   *
   * @throws `http` when the server refused it for good, `rejected` when it was cancelled or discarded
   */
  readonly data: Promise<T>
  /** Hears each new state; the answer unsubscribes. */
  watch(listener: (state: ReceiptState) => void): () => void
  /** Takes the write back, unless it is being sent or was. */
  cancel(): Promise<boolean>
}

/** What became of a write while somebody waited for it. */
export type Sent<T = unknown> =
  | { readonly state: 'sent'; readonly data: T }
  | { readonly state: 'kept'; readonly receipt: Receipt<T> }
