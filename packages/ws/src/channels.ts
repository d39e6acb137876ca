import { type FairleadError, isFairleadError } from '@fairlead/core'
import type { Subscription } from './connection.ts'
import { socketError } from './errors.ts'
import type { Message } from './frames.ts'
import type { Inbox } from './incoming.ts'

/** The names of the two requests that only the library makes. */
export const SUBSCRIBE = '$subscribe'
export const UNSUBSCRIBE = '$unsubscribe'

/** The subscriptions of a connection. */
export interface Channels {
  open(name: string, params: unknown, inbox: Inbox): Subscription<object>
  deliver(message: Message): void
  /** There is a session: what it does not know yet is made up for; a new one knows of nothing. */
  welcome(isNew: boolean): void
  /** Ends the readers. */
  end(error?: FairleadError): void
  /** Nothing more will come: whoever waits for a subscription is told so. */
  fail(error: FairleadError): void
}

interface Open {
  readonly name: string
  readonly params: unknown
  readonly inbox: Inbox
  /** Asked for in the present session, or about to be answered. */
  isAsked: boolean
  /** Which asking is the present one; an answer to an earlier one says nothing. */
  turn: number
  resolve(): void
  reject(error: unknown): void
}

/**
 * Makes the subscriptions of a connection.
 *
 * @param ask makes a request; only called while there is a session
 */
export function createChannels(
  path: string,
  ask: (name: string, data: unknown) => Promise<unknown>,
  isReady: () => boolean,
  report: (error: FairleadError) => void,
): Channels {
  const open = new Map<number, Open>()
  /** Those that were closed while nobody could be told. */
  const closed = new Set<number>()
  let last = 0

  async function subscribe(channel: number, entry: Open): Promise<void> {
    const turn = ++entry.turn
    entry.isAsked = true
    try {
      await ask(SUBSCRIBE, { channel, name: entry.name, params: entry.params })
      entry.resolve()
    } catch (error) {
      if (turn !== entry.turn || !open.has(channel)) return
      // Nobody knows what became of it: the next welcome asks again.
      entry.isAsked = false
      if (!isFairleadError(error) || !('code' in error)) return
      open.delete(channel)
      entry.reject(error)
      entry.inbox.close(error)
      report(error)
    }
  }
  const unsubscribe = (channel: number): void => void ask(UNSUBSCRIBE, { channel }).catch(() => {})

  return {
    open(name, params, inbox) {
      const channel = ++last
      let resolve = (): void => {}
      let reject = (_error: unknown): void => {}
      const ready = new Promise<void>((done, failed) => {
        resolve = done
        reject = failed
      })
      // Told to `onError` too, so that it is not unheard where nobody waits.
      ready.catch(() => {})
      const entry: Open = { name, params, inbox, isAsked: false, turn: 0, resolve, reject }
      open.set(channel, entry)
      if (isReady()) void subscribe(channel, entry)
      return {
        ...inbox.incoming,
        ready,
        close() {
          if (!open.delete(channel)) return
          inbox.close()
          reject(socketError(path, 'closed', `the subscription to '${name}' was closed`))
          if (isReady()) unsubscribe(channel)
          else if (entry.isAsked) closed.add(channel)
        },
      }
    },
    deliver({ channel = 0, name = '', data }) {
      // What was on its way when its subscription ended is for nobody.
      open.get(channel)?.inbox.deliver(name, data)
    },
    welcome(isNew) {
      if (!isNew) for (const channel of closed) unsubscribe(channel)
      closed.clear()
      for (const [channel, entry] of open) if (isNew || !entry.isAsked) void subscribe(channel, entry)
    },
    end(error) {
      for (const { inbox } of open.values()) inbox.end(error)
    },
    fail(error) {
      for (const entry of open.values()) {
        entry.isAsked = false
        entry.reject(error)
      }
    },
  }
}
