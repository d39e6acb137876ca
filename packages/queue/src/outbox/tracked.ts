import { FairleadError, type Reply } from '@fairlead/core'
import type { ReceiptState } from './receipt.ts'

/** A write of this program that somebody may wait for. */
export class Tracked {
  readonly id: string
  state: ReceiptState = 'pending'
  /** The server's answer, or why there will be none. */
  readonly reply: Promise<Reply>
  readonly listeners = new Set<(state: ReceiptState) => void>()
  readonly #resolve: (reply: Reply) => void
  readonly #reject: (error: unknown) => void

  constructor(id: string) {
    this.id = id
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    this.reply = promise
    this.#resolve = resolve
    this.#reject = reject
    promise.catch(() => {})
  }

  become(state: ReceiptState): void {
    if (this.state === state) return
    this.state = state
    for (const listener of this.listeners) {
      try {
        listener(state)
      } catch (error) {
        // A broken listener must not keep the write from going out.
        console.error(error)
      }
    }
  }

  /** Ends it with the server's answer. Each of several callers may change what it gets. */
  answer(state: 'sent' | 'dead' | 'cancelled', reply: Reply): void {
    this.become(state)
    this.#resolve(reply)
  }

  /** Ends it without an answer. */
  fail(state: 'dead' | 'cancelled' | 'sent', reason: string, what: string): void {
    this.become(state)
    this.#reject(new FairleadError('rejected', undefined, what, { reason }))
  }
}
