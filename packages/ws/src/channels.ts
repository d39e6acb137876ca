import { type FairleadError, isFairleadError } from '@fairlead/core'
import type { Subscription } from './connection.ts'
import type { Message } from './frames.ts'
import type { Inbox } from './incoming.ts'

/** The names of the two requests that only the library makes. */
export const SUBSCRIBE = '$subscribe'
export const UNSUBSCRIBE = '$unsubscribe'

/** The subscriptions of a connection. */
export interface Channels {
  open(name: string, params: unknown, inbox: Inbox): Subscription<object>
  deliver(message: Message): void
  /** A new session knows of no subscription: all are made again. */
  renew(): void
  end(error?: FairleadError): void
}

interface Open {
  readonly name: string
  readonly params: unknown
  readonly inbox: Inbox
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
  ask: (name: string, data: unknown) => Promise<unknown>,
  isReady: () => boolean,
  report: (error: FairleadError) => void,
): Channels {
  const open = new Map<number, Open>()
  let last = 0

  async function subscribe(channel: number, entry: Open): Promise<void> {
    const turn = ++entry.turn
    try {
      await ask(SUBSCRIBE, { channel, name: entry.name, params: entry.params })
      entry.resolve()
    } catch (error) {
      // A lost session makes all of them again.
      if (turn !== entry.turn || (isFairleadError(error) && !('code' in error))) return
      open.delete(channel)
      entry.reject(error)
      entry.inbox.end(error as FairleadError)
      report(error as FairleadError)
    }
  }

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
      const entry: Open = { name, params, inbox, turn: 0, resolve, reject }
      open.set(channel, entry)
      if (isReady()) void subscribe(channel, entry)
      return {
        ...inbox.incoming,
        ready,
        close() {
          if (!open.delete(channel)) return
          inbox.end()
          if (isReady()) ask(UNSUBSCRIBE, { channel }).catch(() => {})
        },
      }
    },
    deliver({ channel = 0, name = '', data }) {
      // What was on its way when its subscription ended is for nobody.
      open.get(channel)?.inbox.deliver(name, data)
    },
    renew() {
      for (const [channel, entry] of open) void subscribe(channel, entry)
    },
    end(error) {
      for (const { inbox } of open.values()) inbox.end(error)
    },
  }
}
