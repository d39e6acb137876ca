import { FairleadError, parseJson } from '@fairlead/core'
import type { Courier, Delivery, DeliveryHost, Link } from '@fairlead/ws'

/** What one side says to the other, beside what a message carries. */
export type SocketMessage =
  | { readonly type: 'connection_init'; readonly payload?: object }
  | { readonly type: 'connection_ack' | 'ping' | 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: object }
  | { readonly type: 'next' | 'error'; readonly id: string; readonly payload: unknown }
  | { readonly type: 'complete'; readonly id: string }

/** The name that the protocol is negotiated by. */
export const PROTOCOL = 'graphql-transport-ws'

/**
 * Makes the delivery of the protocol `graphql-transport-ws`: ready when the server has acknowledged, and what was missed
 * between two links is told as a gap.
 *
 * @see {@link https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md}
 */
export function transportWs(
  paramsOf: (credential: Readonly<Record<string, string>> | undefined) => object | undefined,
): Delivery<'at-most-once'> {
  return { level: 'at-most-once', start: (host) => createCourier(host, paramsOf) }
}

function createCourier(host: DeliveryHost, paramsOf: Parameters<typeof transportWs>[0]): Courier {
  const { outbox } = host
  let link: Link | undefined
  let isReady = false
  let wasReady = false

  const say = (message: SocketMessage): void => link?.send(JSON.stringify(message))
  function pump(): void {
    if (!isReady) return
    for (let item = outbox.next(); item; item = outbox.next()) {
      item.written = true
      say(item.data as SocketMessage)
      outbox.settle(item, { state: 'unknown', reason: 'no-acknowledgement' })
      outbox.release(item)
    }
  }
  return {
    open(opened, credential) {
      link = opened
      const payload = paramsOf(credential?.headers)
      say({ type: 'connection_init', ...(payload && { payload }) })
    },
    frame(frame) {
      host.progress()
      const message = readMessage(frame)
      switch (message.type) {
        case 'connection_ack': {
          if (isReady) return host.broken('acknowledges the connection twice')
          isReady = true
          const isAgain = wasReady
          wasReady = true
          host.ready({ isNew: true })
          // Told after what is open has been subscribed to again, so that whoever catches up misses nothing.
          if (isAgain && wasReady) host.gap({ recovered: 'none', missed: undefined, epoch: '' })
          return pump()
        }
        case 'ping':
          return say({ type: 'pong' })
        case 'next':
        case 'error':
        case 'complete':
          if (!isReady) return host.broken('sends before its acknowledgement')
          // Its length goes along: whoever puts parts together has a bound for them.
          return host.deliver({ seq: 0, name: message.type, data: { ...message, chars: frame.length } })
        default:
        // A pong is a sign of life, and every frame is.
      }
    },
    pump,
    ping: () => say({ type: 'ping' }),
    down() {
      link = undefined
      isReady = false
    },
    end() {
      // Whoever comes next has missed nothing.
      wasReady = false
    },
    inFlight: 0,
  }
}

/** @throws `decode` for what is no message of the protocol */
function readMessage(frame: string | Uint8Array): SocketMessage {
  const fail = (reason: string, what: string): FairleadError =>
    new FairleadError('decode', undefined, `a frame ${what}`, { reason })
  if (typeof frame !== 'string') throw fail('syntax', 'is no text')
  const message = Object(parseJson(frame, fail)) as Partial<Record<'type' | 'id', unknown>>
  const hasId = /^(next|error|complete)$/.test(String(message.type))
  if (typeof message.type !== 'string' || (hasId && typeof message.id !== 'string'))
    throw fail('syntax', 'is no message of graphql-transport-ws')
  return message as SocketMessage
}
