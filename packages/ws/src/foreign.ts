import { FairleadError, isFairleadError, parseJson } from '@fairlead/core'
import type { Courier, Delivery, DeliveryHost, Level } from './delivery.ts'
import { socketError } from './errors.ts'
import type { Message } from './frames.ts'
import type { Outgoing, Verdict } from './outbox.ts'
import { createPump } from './pump.ts'
import type { Frame, Link } from './transport.ts'

/** How a foreign server writes its messages. */
export interface Codec {
  encode(message: { readonly name: string; readonly data: unknown; readonly request?: number | undefined }): Frame
  /** What a frame says; undefined for one that says nothing to the program, such as an answer to a ping. */
  decode(frame: Frame): Omit<Message, 'seq'> | undefined
}

/** What is known of a foreign server. */
export interface ForeignOptions {
  /** @defaultValue {@link jsonCodec} */
  readonly codec?: Codec
  /** A frame that the server answers, whatever it is; without one, a half-open link is not found. */
  readonly ping?: Frame
  /** The answer to {@link ping}, where it is no message of the contract. */
  readonly pong?: Frame
  /** The first frames on each link, for example one that signs in. */
  readonly hello?: (credential: Readonly<Record<string, string>> | undefined) => readonly Frame[]
}

/** Objects of `type` and `data` in JSON; a request and its reply carry the same `id`. */
export const jsonCodec: Codec = {
  encode({ name, data, request }) {
    if (data instanceof Uint8Array) throw new TypeError('JSON has no bytes; give a codec that does')
    return JSON.stringify({ type: name, data, ...(request !== undefined && { id: request }) })
  },
  decode(frame) {
    if (typeof frame !== 'string')
      throw new FairleadError('decode', undefined, 'a frame is no text', { reason: 'syntax' })
    const fail = (reason: string, what: string): FairleadError =>
      new FairleadError('decode', undefined, `a frame ${what}`, { reason })
    const { type, id, data, error } = Object(parseJson(frame, fail)) as Record<string, unknown>
    const failure = error === undefined ? {} : { error: errorOf(error) }
    if (typeof type === 'string') return { name: type, data }
    return typeof id === 'number' ? { reply: id, data, ...failure } : undefined
  },
}

function errorOf(error: unknown): NonNullable<Message['error']> {
  const { code = 'error', message = '', data } = Object(error) as Record<string, unknown>
  return { code: String(code), message: String(message), data }
}

/** Messages to and from any server, each at most once: what is on its way when a link breaks is gone and told unknown. */
export function atMostOnce(options: ForeignOptions = {}): Delivery<'at-most-once'> {
  return { level: 'at-most-once', start: (host) => createForeign(host, options) }
}

/** As {@link atMostOnce}, and requests that any server answers by their id. */
export function requestResponse(options: ForeignOptions = {}): Delivery<Exclude<Level, 'at-most-once' | 'resumable'>> {
  return { level: 'request-response', start: (host) => createForeign(host, options) }
}

/** What a frame says. @throws `decode` for whatever a codec throws */
function decode(codec: Codec, frame: Frame): ReturnType<Codec['decode']> {
  try {
    return codec.decode(frame)
  } catch (error) {
    throw isFairleadError(error)
      ? error
      : new FairleadError('decode', undefined, 'the codec cannot read a frame', { reason: 'syntax' }, { cause: error })
  }
}

function createForeign(host: DeliveryHost, { codec = jsonCodec, ping, pong, hello }: ForeignOptions): Courier {
  const { outbox } = host
  /** Requests on their way. */
  const open = new Map<number, Outgoing>()
  let link: Link | undefined
  let wasReady = false

  const letGo = (item: Outgoing, verdict: Verdict): void => {
    outbox.settle(item, verdict)
    outbox.release(item)
  }
  /** The frame of a message, which a codec may have no form for: that is told, and ends nothing else. */
  function encode(item: Outgoing): Frame | undefined {
    try {
      return codec.encode(item)
    } catch (error) {
      const what = `the codec cannot write '${item.name}'`
      host.report(isFairleadError(error) ? error : socketError(host.path, 'unserialisable', what, {}, { cause: error }))
      letGo(item, { state: 'not-sent', reason: 'unserialisable' })
      return undefined
    }
  }
  /** Nobody waits for the answer any more: it takes up no room. */
  function finish(request: number): void {
    const item = open.get(request)
    open.delete(request)
    if (item) outbox.release(item)
  }
  const pump = createPump(
    host.runtime,
    () => link,
    (to) => {
      const item = outbox.next()
      if (!item) return false
      const frame = encode(item)
      if (frame === undefined) return true
      item.written = true
      to.send(frame)
      if (item.request === undefined) letGo(item, { state: 'unknown', reason: 'no-acknowledgement' })
      else open.set(item.request, item)
      return true
    },
  )
  return {
    open(opened, credential) {
      link = opened
      for (const frame of hello?.(credential?.headers) ?? []) opened.send(frame)
      const isAgain = wasReady
      wasReady = true
      host.ready({ isNew: true })
      // Nobody knows what a foreign server has sent meanwhile. Also told when whoever heard of ready let go of the link.
      if (isAgain && wasReady) host.gap({ recovered: 'none', missed: undefined, epoch: '' })
      if (link === opened) pump.run()
    },
    frame(frame) {
      host.progress()
      const message = frame === pong ? undefined : decode(codec, frame)
      if (!message) return
      if (message.reply !== undefined) {
        const item = open.get(message.reply)
        if (item) letGo(item, { state: 'acknowledged' })
      }
      host.deliver({ seq: 0, ...message })
      pump.run()
    },
    pump: pump.run,
    settled({ request }) {
      if (request !== undefined) finish(request)
    },
    ...(ping !== undefined && { ping: () => link?.send(ping) }),
    down() {
      link = undefined
      pump.stop()
      const again: Outgoing[] = []
      for (const item of open.values()) {
        if (item.class === 'once-safe') again.push(item)
        else letGo(item, { state: 'unknown', reason: 'link-lost' })
      }
      open.clear()
      outbox.putBack(again)
    },
    end() {
      open.clear()
      // Whoever comes next has missed nothing.
      wasReady = false
    },
    get inFlight() {
      return open.size
    },
  }
}
