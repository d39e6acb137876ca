import { type Runtime, isFairleadError } from '@fairlead/core'
import { type Control, type Hello, PING, PONG, VERSION, controlFrame, readFrame } from '../frames.ts'
import { type Liveness, type LivenessOptions, watchLiveness } from '../liveness.ts'
import type { Frame } from '../transport.ts'
import type { LinkInfo, ServerLink, ServerLinkEvents } from './link.ts'
import { FRAME_BYTES, FULL_RETRY_MS, type Identity, type Limits } from './options.ts'
import { closeReason } from './close.ts'
import { createReader } from './rate.ts'
import type { Session } from './session.ts'

/** A session that a link goes on with, or begins. */
export interface Entered {
  readonly session: Session
  readonly resumed: boolean
  /** It was left in the store by another process. */
  readonly restored?: boolean
  /** Another one after sessions were lost. */
  readonly epoch: string
}

/** What a link needs of its server. */
export interface Reception {
  readonly runtime: Runtime
  readonly limits: Limits
  readonly liveness: LivenessOptions
  readonly helloTimeoutMs: number
  authenticate(
    credential: Readonly<Record<string, string>>,
    info: LinkInfo,
  ): Identity | undefined | Promise<Identity | undefined>
  /** The session to go on with, or a new one; undefined when there is no room. */
  enter(hello: Hello, identity: Identity): Promise<Entered | undefined>
  /** Lets go of the link that a session has, for this one. */
  takeOver(session: Session): void
  /** The client has left, and will not come back (`forGood`) or may. */
  left(session: Session, forGood: boolean): void
  report(error: unknown): void
}

const ACK_EVERY = 16

/** A link that is served, which the server may end. */
export interface AcceptedLink extends ServerLinkEvents {
  /** Tells why and when to come back, and ends the link. */
  close(code: number, reason: string, retryAfterMs?: number): void
}

/** Serves one link: hello, welcome, and then what the session says. */
export function acceptLink(reception: Reception, link: ServerLink, info: LinkInfo): AcceptedLink {
  const { runtime, limits } = reception
  let state: 'hello' | 'entering' | 'open' | 'over' = 'hello'
  let session: Session | undefined
  let identity: Identity | undefined
  let liveness: Liveness | undefined
  let told = 0
  /** Something came that was not acknowledged yet, and whether that is about to happen. */
  let isAckOwed = false
  let isAckDue = false
  let expiryTimer: unknown
  let renewals = 0

  // Answers too are bounded: whoever asks and never reads would have all of them kept.
  const hasRoom = (): boolean => link.bufferedAmount <= limits.maxBufferedBytes + FRAME_BYTES
  const give = (frame: string): void => {
    if (hasRoom()) return link.send(frame)
    over()
    link.close(4408, 'too slow')
  }
  const send = (frame: Control): void => give(controlFrame(frame))
  const helloTimer = runtime.setTimeout(() => close(4408, 'no hello'), reception.helloTimeoutMs)
  const reader = createReader(runtime, limits, read)

  function over(forGood = false): void {
    if (state === 'over') return
    state = 'over'
    runtime.clearTimeout(helloTimer)
    runtime.clearTimeout(expiryTimer)
    reader.stop()
    liveness?.stop()
    if (session?.link !== link) return
    session.detach()
    reception.left(session, forGood)
  }
  function close(code: number, reason: string, retryAfterMs?: number): void {
    if (state === 'over') return
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
    const short = closeReason(reason)
    if (hasRoom()) send({ type: 'close', code, reason: short, ...wait })
    over()
    link.close(code, short)
  }

  /** Tells how much has arrived: at once after many, else when the program has taken what came together. */
  function acknowledge(): void {
    if (!session || state !== 'open') return
    isAckOwed = true
    if (session.received - told >= ACK_EVERY) return acknowledgeNow()
    if (isAckDue) return
    isAckDue = true
    queueMicrotask(() => {
      isAckDue = false
      acknowledgeNow()
    })
  }
  function acknowledgeNow(): void {
    if (!session || state !== 'open' || !isAckOwed) return
    isAckOwed = false
    told = session.received
    send({ type: 'ack', seq: told })
  }

  function read(frame: Frame): void {
    try {
      const parsed = readFrame(frame)
      if ('alive' in parsed) {
        if (parsed.alive === 'ping') give(PONG)
      } else if ('control' in parsed) control(parsed.control)
      else if (state !== 'open' || !session) close(4400, 'a message before the welcome')
      else if (!session.take(parsed.message)) close(4400, 'a message is missing, or too many are on their way')
    } catch (error) {
      reception.report(error)
      if (isFairleadError(error)) close(4400, 'malformed frame')
      // A mistake of the server: one client's frame must not end it for all.
      else close(1011, 'internal error')
    }
  }

  function control(frame: Control): void {
    switch (frame.type) {
      case 'hello':
        if (state !== 'hello') return close(4400, 'a second hello')
        state = 'entering'
        return void enter(frame)
      case 'ack':
        if (!session || !Number.isSafeInteger(frame.seq) || !session.canResume(frame.seq))
          return close(4400, 'a false ack')
        return session.acknowledged(frame.seq)
      case 'auth':
        return state === 'open' ? void renew(fieldsOf(frame.credential)) : close(4400, 'auth before the welcome')
      case 'close':
        over(true)
        return link.close(1000, '')
      default:
      // A later version of the protocol may say more.
    }
  }

  async function enter(hello: Hello): Promise<void> {
    if (hello.version !== VERSION) return close(4400, `this server speaks version ${VERSION}`)
    if (!Number.isSafeInteger(hello.received) || hello.received < 0) return close(4400, 'malformed hello')
    if (hello.session !== undefined && typeof hello.session !== 'string') return close(4400, 'malformed hello')
    let entered
    try {
      identity = await reception.authenticate(fieldsOf(hello.credential), info)
      if (isOver()) return
      if (!identity) return close(4401, 'not authenticated')
      entered = await reception.enter(hello, identity)
    } catch (error) {
      reception.report(error)
      return close(1011, 'internal error')
    }
    if (!entered) return close(1013, 'no room', FULL_RETRY_MS)
    // Whoever heard of the session may have ended it.
    if (entered.session.isEnded) return close(4403, 'ended')
    if (isOver()) return reception.left(entered.session, false)
    runtime.clearTimeout(helloTimer)
    // Two may have come for it at the same time.
    if (entered.session.link) reception.takeOver(entered.session)
    session = entered.session
    const received = entered.resumed ? hello.received : 0
    const missed = session.missedAfter(received)
    told = session.received
    state = 'open'
    liveness = watchLiveness(
      runtime,
      reception.liveness,
      () => link.send(PING),
      () => {
        over()
        link.close(4408, 'no answer')
      },
    )
    send({
      type: 'welcome',
      session: session.id,
      epoch: entered.epoch,
      resumed: entered.resumed,
      received: told,
      maxMessageBytes: limits.maxMessageBytes,
      ...(missed && { missed }),
      ...(entered.restored && { restored: true }),
      ...expiry(),
    })
    session.attach(link, received, acknowledge)
  }
  const isOver = (): boolean => state === 'over'

  /** How long the credential is good for; the link is not kept beyond that. */
  function expiry(): { readonly expiresInMs?: number } {
    runtime.clearTimeout(expiryTimer)
    if (identity?.expiresAt === undefined || identity.expiresAt === Infinity) return {}
    const expiresInMs = Math.max(0, identity.expiresAt - runtime.now())
    expiryTimer = runtime.setTimeout(() => close(4401, 'the credential has expired'), expiresInMs)
    return { expiresInMs }
  }

  async function renew(credential: Readonly<Record<string, string>>): Promise<void> {
    const own = ++renewals
    try {
      const newer = await reception.authenticate(credential, info)
      // The latest counts, however long an earlier one takes.
      if (isOver() || own !== renewals) return
      if (!newer || newer.id !== identity?.id) return close(4401, 'not authenticated')
      identity = newer
      send({ type: 'authed', ...expiry() })
    } catch (error) {
      reception.report(error)
      if (own === renewals) close(1011, 'internal error')
    }
  }

  return {
    frame(frame) {
      if (state === 'over') return
      liveness?.heard()
      const size = typeof frame === 'string' ? frame.length : frame.byteLength
      if (size > limits.maxMessageBytes + FRAME_BYTES) return close(1009, 'frame too large')
      if (!reader.take(frame)) close(4429, 'too many frames', 1_000)
    },
    down: () => over(),
    close,
  }
}

/** Header fields as a client says it has them: only texts by lower-case names. */
function fieldsOf(credential: unknown): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(Object(credential) as object))
    if (typeof value === 'string') fields[name.toLowerCase()] = value
  return fields
}
