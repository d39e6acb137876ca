import { type Credential, check } from '@fairlead/core'
import type { Courier, Delivery, DeliveryHost, Gap } from './delivery.ts'
import {
  type Control,
  MAX_WINDOW,
  type Message,
  PING,
  PONG,
  VERSION,
  type Welcome,
  controlFrame,
  messageFrame,
  readFrame,
} from './frames.ts'
import { Ledger } from './ledger.ts'
import type { Outgoing } from './outbox.ts'
import { createPump } from './pump.ts'
import type { Link } from './transport.ts'

/** How a resumable delivery paces itself. */
export interface ResumableOptions {
  /** Messages on their way at most: 1 to 256, which a server takes while its store does not answer. @defaultValue 64 */
  readonly window?: number | undefined
}

const ACK_EVERY = 16
const ACK_MS = 50

/**
 * Messages that arrive once and in order in both directions, however often the link breaks: numbered, acknowledged,
 * sent again after a reconnect and recognised there. Needs the server half, `@fairlead/ws/server`.
 *
 * @throws `config` for an unknown option, or one with a value it cannot have
 * @see PROTOCOL.md
 */
export function resumable(options: ResumableOptions = {}): Delivery<'resumable'> {
  check('resumable', options, { window: isWindow })
  const { window = 64 } = options
  return { level: 'resumable', start: (host) => createResumable(host, window) }
}

const isWindow = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_WINDOW

function createResumable(host: DeliveryHost, window: number): Courier {
  const { runtime, outbox } = host
  const sent = new Ledger<Outgoing>()
  let session: string | undefined
  /** The last `seq` that has arrived, and the last one that the server has been told. */
  let received = 0
  let acknowledged = 0
  let link: Link | undefined
  let isWelcome = false
  /** What must go again before anything new: written in an earlier link. */
  let replayFrom = 0
  let ackTimer: unknown

  const send = (frame: Control): void => link?.send(controlFrame(frame))
  const credentialOf = (credential: Credential | undefined): object =>
    credential ? { credential: credential.headers } : {}
  const pump = createPump(runtime, () => (isWelcome ? link : undefined), step)

  /** Writes one message: what was on its way when the link broke goes first. */
  function step(to: Link): boolean {
    if (replayFrom > 0) {
      // What has been acknowledged meanwhile need not go again; what follows it must.
      replayFrom = Math.max(replayFrom, sent.first)
      const item = sent.at(replayFrom)
      if (item) {
        to.send(messageFrame(replayFrom++, item.head, item.packed))
        return true
      }
      replayFrom = 0
    }
    const item = sent.size < window ? outbox.next() : undefined
    if (!item) return false
    if (item.packed.size > host.maxMessageBytes) {
      // The server has said so since it was put in; a frame that is too large would end the connection.
      outbox.settle(item, { state: 'not-sent', reason: 'too-large' })
      outbox.release(item)
      return true
    }
    item.written = true
    to.send(messageFrame(sent.push(item), item.head, item.packed))
    return true
  }

  function acknowledge(): void {
    runtime.clearTimeout(ackTimer)
    ackTimer = undefined
    if (!isWelcome || acknowledged === received) return
    acknowledged = received
    send({ type: 'ack', seq: received })
  }

  function settleUpTo(seq: number): void {
    if (seq >= sent.next) return host.broken('acknowledges what was never sent')
    if (seq >= sent.first) host.progress()
    sent.drop(seq, (item) => {
      outbox.settle(item, { state: 'acknowledged' })
      outbox.release(item)
    })
  }

  function welcome(facts: Welcome): void {
    if (isWelcome) return host.broken('says welcome twice')
    const isNew = !facts.resumed
    const { missed, epoch } = facts
    if (!isNew && (session === undefined || facts.received >= sent.next))
      return host.broken('goes on with what was never there')
    const gap: Gap | undefined =
      isNew && session !== undefined
        ? { recovered: 'none', missed: undefined, epoch }
        : missed || facts.restored
          ? { recovered: 'partial', missed, epoch }
          : undefined
    if (facts.maxMessageBytes) host.maxMessageBytes = Math.min(host.maxMessageBytes, facts.maxMessageBytes)
    isWelcome = true
    if (isNew) {
      session = facts.session
      received = acknowledged = 0
      const again: Outgoing[] = []
      for (const item of sent.reset()) {
        // One that has been told unknown must not be sent behind its sender's back.
        if (item.class === 'once-safe' && !item.settled) again.push(item)
        else {
          outbox.settle(item, { state: 'unknown', reason: 'session-lost' })
          outbox.release(item)
        }
      }
      outbox.putBack(again)
    } else {
      settleUpTo(facts.received)
      replayFrom = sent.first
      if (missed) received = Math.max(received, missed.to)
    }
    host.ready({ expiresInMs: facts.expiresInMs, isNew })
    // Also told when whoever heard that it is ready let go of the link: the next welcome will not say it again.
    if (gap && session !== undefined) host.gap(gap)
    pump.run()
  }

  function control(frame: Control): void {
    switch (frame.type) {
      case 'welcome':
        return welcome(frame)
      case 'ack':
        settleUpTo(frame.seq)
        return pump.run()
      case 'authed':
        return host.authed(frame.expiresInMs)
      case 'close':
        return host.advice(frame.code, frame.reason, frame.retryAfterMs)
      default:
      // A later version of the protocol may say more.
    }
  }

  function message(frame: Message): void {
    if (!isWelcome) return host.broken('sends before its welcome')
    if (frame.seq > received + 1) return host.broken('skips a message')
    if (frame.seq <= received) return acknowledge()
    received = frame.seq
    host.progress()
    host.deliver(frame)
    // Whoever heard it may have closed the connection.
    if (!isWelcome) return
    if (received - acknowledged >= ACK_EVERY) acknowledge()
    else ackTimer ??= runtime.setTimeout(acknowledge, ACK_MS)
  }

  return {
    open(opened, credential) {
      link = opened
      send({ type: 'hello', version: VERSION, received, ...(session && { session }), ...credentialOf(credential) })
    },
    frame(frame) {
      const parsed = readFrame(frame)
      if ('message' in parsed) message(parsed.message)
      else if ('control' in parsed) control(parsed.control)
      else if (parsed.alive === 'ping') link?.send(PONG)
    },
    pump: pump.run,
    ping: () => link?.send(PING),
    renew(credential) {
      send({ type: 'auth', credential: credential?.headers ?? {} })
    },
    down() {
      link = undefined
      isWelcome = false
      pump.stop()
      runtime.clearTimeout(ackTimer)
      ackTimer = undefined
    },
    end() {
      acknowledge()
      send({ type: 'close', code: 1000 })
      session = undefined
      received = acknowledged = 0
      sent.reset()
    },
    get inFlight() {
      return sent.size
    },
  }
}
