import type { Store } from '../session-store.ts'

/** How the subscription to a channel stands: until the server has agreed, since then, or why it has refused. */
export interface ChannelView {
  readonly status: 'pending' | 'success' | 'error'
  readonly error: unknown
}

/** What hears a channel's messages, by their names. */
type Listeners = Readonly<Record<string, ((data: never) => void) | undefined>>

/** What is needed of a subscription. */
interface Opened {
  readonly ready: Promise<void>
  on(name: string, listener: (data: never) => void): unknown
  close(): void
}

/** A connection, whose names are no longer known. */
interface Channels {
  channel(name: string, params: unknown): Opened
}

/** A channel's state, and who hears its messages. */
export interface ChannelStore extends Store<ChannelView> {
  /** These listen from now on. Which names are listened to is fixed when the channel opens. */
  hear(listeners: Listeners): void
}

const PENDING: ChannelView = { status: 'pending', error: null }

/**
 * A channel of a connection as a store: open as long as somebody subscribes.
 *
 * @param params as JSON: who draws again makes them anew, and what they say decides
 */
export function channelStore(connection: object, name: string, params: string | undefined): ChannelStore {
  const open = (): Opened =>
    (connection as Channels).channel(name, params === undefined ? undefined : JSON.parse(params))
  const listeners = new Set<() => void>()
  let view = PENDING
  let opened: Opened | undefined
  let hearers: Listeners = {}

  function show(next: ChannelView): void {
    view = next
    for (const listener of listeners) listener()
  }
  function begin(): void {
    // Whoever comes and goes in one turn, as in a strict mode, has asked for nothing.
    if (listeners.size === 0 || opened) return
    const own = (opened = open())
    for (const message of Object.keys(hearers)) own.on(message, (data) => hearers[message]?.(data))
    own.ready.then(
      () => own === opened && show({ status: 'success', error: null }),
      (error: unknown) => own === opened && show({ status: 'error', error }),
    )
  }
  return {
    hear: (next) => void (hearers = next),
    get: () => view,
    subscribe(listener) {
      const own = (): void => listener()
      listeners.add(own)
      queueMicrotask(begin)
      return () => {
        listeners.delete(own)
        if (listeners.size > 0) return
        opened?.close()
        opened = undefined
        view = PENDING
      }
    },
  }
}
