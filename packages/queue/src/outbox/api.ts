import type { AnyEndpoint, DataOf, InputOf } from '@fairlead/core'
import type { EntrySummary, SendOptions } from './options.ts'
import type { Sent } from './receipt.ts'

/** What `send` takes: the input may be left out where the endpoint needs none. */
// oxlint-disable-next-line typescript/no-empty-object-type -- asks whether every part of the input is optional
type SendArguments<In> = {} extends In ? [input?: In, options?: SendOptions] : [input: In, options?: SendOptions]

/** Writes that outlive the page, as `client.queue.outbox`. */
export interface OutboxApi {
  /**
   * Stores a write, then sends it. Answers the data if the server does while we wait, else a receipt. Once this has
   * answered, the write is stored or done, whatever becomes of the program.
   *
   * @throws `config` for a body that cannot be stored, `validation` for one that does not fit the contract, `rejected`
   * (`outbox-full`, or `outbox-unavailable` when the storage does not work), and `http` if the server refuses it while we wait
   */
  send<E extends AnyEndpoint>(endpoint: E, ...call: SendArguments<InputOf<E>>): Promise<Sent<DataOf<E>>>
  /** The entries of the present user, first come first. */
  entries(): Promise<readonly EntrySummary[]>
  /** Hears that the entries have changed, in this tab or another; the answer unsubscribes. */
  watch(listener: () => void): () => void
  /** Takes an entry back, unless it is being sent. Answers whether it was there to take. */
  cancel(id: string): Promise<boolean>
  /** Gives a waiting or dead entry another body under a new key, and sends it. */
  replace(id: string, body: unknown): Promise<boolean>
  /** Sends a dead entry again, with the same key. */
  retry(id: string): Promise<boolean>
  /** Forgets the present user's entries, or an identity's; answers how many. What is being sent goes on. */
  discard(identity?: string): Promise<number>
  /** Sends nothing until `resume`. What is being sent goes on. */
  pause(): void
  resume(): void
  /** Tries at once what waits for its next try, and settles when nothing of the present user can be sent any more. */
  flush(): Promise<void>
}
