import { type AnySchema, type FairleadError, type ValidationMode, platformRuntime } from '@fairlead/core'
import { SUBSCRIBE, UNSUBSCRIBE } from '../channels.ts'
import { socketError } from '../errors.ts'
import { type Hello, type Message, type Packed, pack } from '../frames.ts'
import { checked, inOrder } from '../inbox.ts'
import { STEADY } from '../liveness.ts'
import { type IncomingDefinition, type MessageContract, schemaOf } from '../messages.ts'
import type { Verdict } from '../outbox.ts'
import { acceptLink } from './acceptor.ts'
import { type LinkInfo, type ServerLink, isAllowedOrigin } from './link.ts'
import { demultiplexed } from './mux.ts'
import { type Identity, type SocketServerOptions, checkServer } from './options.ts'
import type { Peer, SocketServer } from './peer.ts'
import { isRefusal, refusal } from './refusal.ts'
import { Session } from './session.ts'

/** Close codes that say not to come back: the session ends with the link. */
const ENDING = new Set([1000, 4400, 4403, 4404])
const NOBODY: Identity = { id: '' }
const PATH = '(server)'
const FRAME_BYTES = 4_096

interface Handlers {
  readonly message: Map<string, Set<(data: unknown, peer: Peer<MessageContract>) => unknown>>
  readonly request: Map<
    string,
    (input: unknown, context: { peer: Peer<MessageContract>; signal: AbortSignal }) => unknown
  >
  readonly channel: Map<string, (params: unknown, peer: Peer<MessageContract>) => boolean | Promise<boolean>>
}

interface Member {
  readonly session: Session
  readonly peer: Peer<MessageContract>
  /** Requests that are being answered. */
  readonly answering: Map<number, AbortController>
  readonly order: ReturnType<typeof inOrder>
  /** When it is given up, while it has no link. */
  timer: unknown
}

/**
 * Makes the server half of resumable connections. Give it links with an adapter: `attachWs`, `attachSocketIo`,
 * `sseEndpoint`, `bunWebSocket`, `acceptWebSocket`.
 *
 * @throws `config` for an option that is unknown or has a value it cannot have
 * @see PROTOCOL.md
 *
 * @example
 * ```ts
 * const sockets = createSocketServer({ messages, authenticate: ({ authorization }) => userOf(authorization) })
 * sockets.on('steer', ({ id, course }, peer) => steer(id, course, peer.identity))
 * attachWs(sockets, { server, path: '/live', WebSocketServer })
 * sockets.broadcast('position', { id, latitude, longitude })
 * ```
 */
export function createSocketServer<const M extends MessageContract>(options: SocketServerOptions<M>): SocketServer<M> {
  const limits = checkServer(options)
  const { runtime = platformRuntime, store, resumeMs = 120_000, helloTimeoutMs = 10_000, origins = [] } = options
  const contract: MessageContract = options.messages
  const checks = modes(options.validation)
  const owner = runtime.randomUUID()
  const epoch = store?.epoch ?? runtime.randomUUID()
  const handlers: Handlers = { message: new Map(), request: new Map(), channel: new Map() }
  const members = new Map<string, Member>()
  /** Sessions by the channel they are subscribed to. */
  const audiences = new Map<string, Set<readonly [Member, number]>>()
  const listeners = new Set<(peer: Peer<MessageContract>) => void>()
  const byLink = new Map<ServerLink, ReturnType<typeof acceptLink>>()
  let pending = 0
  let isClosed = false

  const report = options.onError ?? ((error: unknown) => console.error(error))
  const told = (direction: 'input' | 'output', name: string) => ({
    direction,
    name,
    report: report as (error: FairleadError) => void,
  })

  // --- sessions

  function newMember(id: string, identity: string): Member {
    const session = new Session(id, identity, {
      runtime,
      owner,
      store,
      bounds: limits,
      events: {
        message: (_, message) => arrived(member, message),
        lost: ({ link }) => {
          end(member)
          closeLink(link, 4409, 'the session is served elsewhere')
        },
        slow: ({ link }) => closeLink(link, 4408, 'too slow'),
      },
    })
    const peer: Peer<MessageContract> = {
      id,
      identity,
      get isConnected() {
        return session.link !== undefined
      },
      get bufferedBytes() {
        return session.bufferedBytes
      },
      async send(name, data) {
        const definition = part(contract.toClient as Record<string, AnySchema>, name, 'message to the client')
        const packed = await outgoing(name, definition, data)
        return new Promise<Verdict>((settle) => session.push(headOf(name), packed, settle))
      },
      close(code = 1000, reason = '') {
        const { link } = session
        if (ENDING.has(code)) end(member)
        closeLink(link, code, reason)
      },
    }
    const member: Member = { session, peer, answering: new Map(), order: inOrder(), timer: undefined }
    members.set(id, member)
    return member
  }

  function closeLink(link: ServerLink | undefined, code: number, reason: string, retryAfterMs?: number): void {
    if (link) byLink.get(link)?.close(code, reason, retryAfterMs)
  }

  /** Nobody will go on with the session. */
  function end(member: Member): void {
    const { session, answering } = member
    if (!members.delete(session.id)) return
    runtime.clearTimeout(member.timer)
    for (const controller of answering.values()) controller.abort()
    for (const { key } of session.channels.values()) leave(member, key)
    session.end()
  }

  /** Makes room by ending the session that waits for its client longest. */
  function hasRoom(): boolean {
    if (members.size < limits.maxSessions) return true
    for (const member of members.values()) {
      if (member.session.link) continue
      end(member)
      return true
    }
    return false
  }

  async function enter(
    hello: Hello,
    { id: identity }: Identity,
  ): Promise<{ session: Session; resumed: boolean } | undefined> {
    const known = hello.session === undefined ? undefined : await find(hello.session, identity)
    if (known?.session.canResume(hello.received)) {
      runtime.clearTimeout(known.timer)
      // The client has let go of its earlier link, whatever that one looks like from here.
      closeLink(known.session.link, 4409, 'the session has a newer link')
      runtime.clearTimeout(known.timer)
      return { session: known.session, resumed: true }
    }
    if (known) end(known)
    if (!hasRoom()) return undefined
    const member = newMember(runtime.randomUUID() + runtime.randomUUID().slice(0, 8), identity)
    await store?.create(member.session.id, owner, identity, resumeMs)
    for (const listener of listeners) attempt(() => listener(member.peer))
    return { session: member.session, resumed: false }
  }

  /** A session of this very identity: here, or left in the store by another process. */
  async function find(id: string, identity: string): Promise<Member | undefined> {
    const here = members.get(id)
    if (here) return here.session.identity === identity ? here : undefined
    const stored = await store?.claim(id, owner)
    if (!stored || stored.identity !== identity || members.has(id) || !hasRoom()) return undefined
    const member = newMember(id, identity)
    member.session.restore(stored)
    for (const { channel, name, params } of stored.channels) join(member, channel, name, params)
    return member
  }

  function left({ id }: Session, forGood: boolean): void {
    const member = members.get(id)
    if (!member) return
    if (forGood) return end(member)
    runtime.clearTimeout(member.timer)
    member.timer = runtime.setTimeout(() => end(member), resumeMs)
  }

  // --- what clients say

  function attempt(work: () => unknown): void {
    try {
      void Promise.resolve(work()).catch(report)
    } catch (error) {
      report(error)
    }
  }

  function arrived(member: Member, message: Message): void {
    const { name = '', data, request, cancel } = message
    if (cancel !== undefined) return member.answering.get(cancel)?.abort()
    if (request !== undefined) return void answer(member, request, name, data)
    const definition = contract.toServer && Object.hasOwn(contract.toServer, name) ? contract.toServer[name] : undefined
    if (!definition)
      return report(socketError(PATH, 'unknown-message', 'a client sent a message that the contract does not have'))
    const use = (value: unknown): void => {
      for (const listener of handlers.message.get(name) ?? []) attempt(() => listener(value, member.peer))
    }
    try {
      member.order(checked(PATH, schemaOf(definition), data, checks.input, told('input', name)), use, report)
    } catch (error) {
      report(error)
    }
  }

  async function answer(member: Member, request: number, name: string, data: unknown): Promise<void> {
    const { session, answering, peer } = member
    const controller = new AbortController()
    answering.set(request, controller)
    let reply: Packed | undefined
    let error: Message['error']
    try {
      const value = await carryOut(member, name, data, { peer, signal: controller.signal })
      reply = pack(value)
      if (reply.size > limits.maxMessageBytes) throw new Error(`the answer to '${name}' has ${reply.size} bytes`)
    } catch (failure) {
      if (!isRefusal(failure)) report(failure)
      error = isRefusal(failure)
        ? { code: failure.code, message: failure.message, data: failure.data }
        : (failure as FairleadError).kind === 'validation' && (failure as { direction?: unknown }).direction === 'input'
          ? { code: 'invalid', message: (failure as Error).message }
          : { code: 'internal', message: 'internal error' }
    }
    answering.delete(request)
    session.push(
      `"reply":${request}${error ? `,"error":${JSON.stringify(error)}` : ''}`,
      error ? { size: 0 } : (reply ?? { size: 0 }),
    )
  }

  async function carryOut(
    member: Member,
    name: string,
    data: unknown,
    context: { peer: Peer<MessageContract>; signal: AbortSignal },
  ): Promise<unknown> {
    if (name === SUBSCRIBE) return subscribe(member, data)
    if (name === UNSUBSCRIBE) return unsubscribe(member, data)
    const definition = contract.requests && Object.hasOwn(contract.requests, name) ? contract.requests[name] : undefined
    const handler = handlers.request.get(name)
    if (!definition || !handler) throw refusal('unknown-request', 'nobody answers this request')
    const { input, output } = definition
    const given = await checked(PATH, input, data, checks.input, told('input', name))
    const value = await handler(given, context)
    return checked(PATH, output, value, checks.output, told('output', name))
  }

  // --- channels

  async function subscribe(member: Member, data: unknown): Promise<void> {
    const { session, peer } = member
    const { channel, name, params } = Object(data) as { channel?: unknown; name?: unknown; params?: unknown }
    const definition =
      contract.channels && Object.hasOwn(contract.channels, String(name)) ? contract.channels[String(name)] : undefined
    const mayJoin = handlers.channel.get(String(name))
    if (!Number.isSafeInteger(channel) || !definition || !mayJoin)
      throw refusal('unknown-channel', 'there is no such channel')
    if (session.channels.size >= limits.maxChannels)
      throw refusal('too-many-channels', `${limits.maxChannels} channels are open`)
    const { params: schema } = definition
    const given = schema ? await checked(PATH, schema, params, checks.input, told('input', String(name))) : undefined
    if (!(await mayJoin(given, peer))) throw refusal('forbidden', 'this channel is not for you')
    if (!session.isEnded) join(member, channel as number, String(name), params)
    session.saveChannels()
  }
  function join(member: Member, channel: number, name: string, params: unknown): void {
    const key = keyOf(name, params)
    const before = member.session.channels.get(channel)
    if (before) leave(member, before.key)
    member.session.channels.set(channel, { channel, name, params, key })
    const audience = audiences.get(key) ?? new Set()
    audiences.set(key, audience.add([member, channel]))
  }
  function unsubscribe(member: Member, data: unknown): void {
    const { channel } = Object(data) as { channel?: number }
    const { channels } = member.session
    const joined = channels.get(channel as number)
    if (!joined) return
    channels.delete(channel as number)
    leave(member, joined.key, channel)
    member.session.saveChannels()
  }
  function leave(member: Member, key: string, channel?: number): void {
    const audience = audiences.get(key)
    for (const seat of audience ?? [])
      if (seat[0] === member && (channel === undefined || seat[1] === channel)) audience?.delete(seat)
    if (audience?.size === 0) audiences.delete(key)
  }

  // --- what is said to clients

  function outgoing(name: string, definition: AnySchema | IncomingDefinition, data: unknown): Packed | Promise<Packed> {
    const value = checked(PATH, schemaOf(definition), data, checks.output, told('output', name))
    return value instanceof Promise ? value.then((given) => packedFor(name, given)) : packedFor(name, value)
  }
  function packedFor(name: string, value: unknown): Packed {
    let packed
    try {
      packed = pack(value)
    } catch (error) {
      throw socketError(PATH, 'unserialisable', `'${name}' holds what JSON cannot`, {}, { cause: error })
    }
    if (packed.size <= limits.maxMessageBytes) return packed
    throw socketError(
      PATH,
      'too-large',
      `'${name}' has ${packed.size} bytes, more than the ${limits.maxMessageBytes} allowed`,
    )
  }
  /** Packs once for all. */
  function toMany(
    name: string,
    definition: AnySchema | IncomingDefinition,
    data: unknown,
    to: readonly (readonly [Session, string])[],
  ): number {
    const send = (packed: Packed): void => {
      for (const [session, head] of to) session.push(head, packed)
    }
    const packed = outgoing(name, definition, data)
    if (packed instanceof Promise) packed.then(send).catch(report)
    else send(packed)
    return to.length
  }
  function part<D>(defined: Readonly<Record<string, D>> | undefined, name: string, what: string): D {
    if (defined && Object.hasOwn(defined, name)) return defined[name] as D
    throw socketError(PATH, 'unknown-message', `the contract has no ${what} '${name}'`)
  }

  // --- links

  function accept(link: ServerLink, info: LinkInfo): ReturnType<typeof acceptLink> {
    pending++
    let isPending = true
    const settled = (): void => {
      if (isPending) pending--
      isPending = false
    }
    const own = acceptLink(
      {
        runtime,
        limits,
        liveness: options.liveness ?? STEADY,
        helloTimeoutMs,
        epoch,
        authenticate: (credential, from) =>
          options.authenticate?.(credential, from) ?? (options.authenticate ? undefined : NOBODY),
        async enter(hello, identity) {
          const entered = isClosed ? undefined : await enter(hello, identity)
          settled()
          return entered
        },
        left,
        report,
      },
      link,
      info,
    )
    byLink.set(link, own)
    if (pending > limits.maxPendingLinks || isClosed) own.close(1013, 'no room', 5_000)
    return {
      frame: own.frame,
      down() {
        settled()
        byLink.delete(link)
        own.down()
      },
      close: own.close,
    }
  }

  return {
    on: (name: string, listener: (data: never, peer: never) => unknown) => {
      part(contract.toServer, name, 'message to the server')
      const heard = handlers.message.get(name) ?? new Set()
      const own = listener as (data: unknown, peer: Peer<MessageContract>) => unknown
      handlers.message.set(name, heard.add(own))
      return () => heard.delete(own)
    },
    handle: (name: string, handler: (input: never, context: never) => unknown) =>
      only(handlers.request, part(contract.requests, name, 'request') && name, handler as never),
    channel: (name: string, mayJoin: (params: never, peer: never) => boolean | Promise<boolean>) =>
      only(handlers.channel, part(contract.channels, name, 'channel') && name, mayJoin as never),
    publish(name: string, params: unknown, message: string, data: unknown) {
      const { messages } = part(contract.channels, name, 'channel')
      const audience = audiences.get(keyOf(name, params)) ?? new Set()
      const to = [...audience].map(
        ([{ session }, channel]) => [session, `"channel":${channel},${headOf(message)}`] as const,
      )
      return toMany(message, part(messages, message, `message of '${name}'`), data, to)
    },
    broadcast(name: string, data: unknown) {
      const head = headOf(name)
      const definition = part(contract.toClient, name, 'message to the client')
      return toMany(
        name,
        definition,
        data,
        [...members.values()].map(({ session }) => [session, head] as const),
      )
    },
    onSession(listener: (peer: never) => void) {
      listeners.add(listener as (peer: Peer<MessageContract>) => void)
      return () => listeners.delete(listener as (peer: Peer<MessageContract>) => void)
    },
    get peers() {
      return [...members.values()].map(({ peer }) => peer)
    },
    get counts() {
      return { sessions: members.size, links: byLink.size }
    },
    accept: demultiplexed(runtime, helloTimeoutMs, accept),
    allows: (info: LinkInfo) => isAllowedOrigin(info, origins),
    maxFrameBytes: limits.maxMessageBytes + FRAME_BYTES,
    close({
      code = 1012,
      reason = 'the server restarts',
      retryAfterMs,
    }: { code?: number; reason?: string; retryAfterMs?: number } = {}) {
      isClosed = true
      for (const link of byLink.values()) link.close(code, reason, retryAfterMs)
      for (const member of members.values()) runtime.clearTimeout(member.timer)
      if (!store) for (const member of members.values()) end(member)
      members.clear()
    },
    endIdentity(identity: string, code = 4403) {
      for (const { session, peer } of members.values()) if (session.identity === identity) peer.close(code, 'ended')
    },
  }
}

/** One handler for a name. @throws `config` for a second */
function only<T>(handlers: Map<string, T>, name: string, handler: T): () => void {
  if (handlers.has(name)) throw socketError(PATH, 'refused', `'${name}' has a handler already`)
  handlers.set(name, handler)
  return () => handlers.delete(name)
}

const headOf = (name: string): string => `"name":${JSON.stringify(name)}`

/** A channel and its params as one text, whatever the order of their members. */
function keyOf(name: string, params: unknown): string {
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value
  return `${name} ${JSON.stringify(params ?? null, sorted)}`
}

function modes(
  validation: ValidationMode | { readonly input?: ValidationMode; readonly output?: ValidationMode } = 'strict',
) {
  const { input = 'strict', output = 'strict' } =
    typeof validation === 'string' ? { input: validation, output: validation } : validation
  return { input, output }
}
