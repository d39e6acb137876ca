import { FairleadError, type Reply, tellAll } from '@fairlead/core'
import type { ReceiptState } from './receipt.ts'

/** How a write ends. */
export type EndState = Exclude<ReceiptState, 'pending' | 'sending'>

/** A write of this program that somebody may wait for. */
export class Tracked {
  readonly id: string
  state: ReceiptState = 'pending'
  /** Calls that wait for it, and tell of its effects. */
  callers = 0
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
    tellAll(this.listeners, state)
  }

  /** Ends it, with the server's answer where there is one here. */
  settle(state: EndState, reply: Reply | undefined): void {
    this.become(state)
    if (reply) this.#resolve(reply)
    else this.#reject(new FairleadError('rejected', undefined, ENDS[state], { reason: REASONS[state] }))
  }
}

const ENDS = {
  sent: 'another program has sent the write and has its answer',
  dead: 'the write was set aside',
  cancelled: 'the write was taken back',
}
const REASONS = { sent: 'answered-elsewhere', dead: 'outbox-dead', cancelled: 'outbox-cancelled' }
