import { type AnySchema, configError, platformRuntime } from '@fairlead/core'
import { socketError } from '../errors.ts'
import type { Message, Packed } from '../frames.ts'
import { inOrder } from '../inbox.ts'
import { PATIENT } from '../liveness.ts'
import { type IncomingDefinition, type MessageContract, schemaOf } from '../messages.ts'
import type { Verdict } from '../outbox.ts'
import { type AcceptedLink, acceptLink } from './acceptor.ts'
import { createAnswers } from './answers.ts'
import { createAudiences } from './audiences.ts'
import { PATH, createChecker } from './checker.ts'
import { mustBeCloseCode } from './close.ts'
import { type LinkInfo, type ServerLink, isAllowedOrigin } from './link.ts'
import { type Member, createMembers } from './members.ts'
import { demultiplexed } from './mux.ts'
import { FRAME_BYTES, FULL_RETRY_MS, type Identity, type SocketServerOptions, checkServer } from './options.ts'
import type { Peer, RequestContext, SocketServer } from './peer.ts'
import type { Session } from './session.ts'

type AnyPeer = Peer<MessageContract>
type MessageListener = (data: unknown, peer: AnyPeer) => unknown

/** Close codes that say not to come back: the session ends with the link. */
const ENDING = new Set([1000, 4400, 4403, 4404])
const NOBODY: Identity = { id: '' }

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
  const report = options.onError ?? ((error: unknown) => console.error(error))
  const checker = createChecker(options.validation, limits.maxMessageBytes, report)
  const audiences = createAudiences()
  const handlers: Parameters<typeof createAnswers>[0]['handlers'] = { request: new Map(), channel: new Map() }
  const listeners = new Map<string, Set<MessageListener>>()
  const sessionListeners = new Set<(peer: AnyPeer) => void>()
  const links = new Map<ServerLink, AcceptedLink>()
  const orders = new WeakMap<Session, ReturnType<typeof inOrder>>()
  let pending = 0
  let isClosed = false

  const answers = createAnswers({ contract, checker, handlers, audiences, limits, report })
  const members = createMembers({
    runtime,
    limits,
    store,
    resumeMs,
    audiences,
    report,
    peerOf,
    arrived,
    closeLink: ({ link }, code, reason) => link && links.get(link)?.close(code, reason),
    began(peer) {
      for (const listener of sessionListeners) attempt(() => listener(peer))
    },
  })

  function peerOf(session: Session): AnyPeer {
    return {
      id: session.id,
      identity: session.identity,
      get isConnected() {
        return session.link !== undefined
      },
      get bufferedBytes() {
        return session.bufferedBytes
      },
      async send(name: string, data: unknown) {
        const packed = await outgoing(name, part(contract.toClient, name, 'message to the client'), data)
        return new Promise<Verdict>((settle) => session.push(headOf(name), packed, settle))
      },
      close(code = 1000, reason = '') {
        mustBeCloseCode(code)
        const { link } = session
        if (link) links.get(link)?.close(code, reason)
        if (ENDING.has(code)) members.end(session)
      },
    }
  }

  function attempt(work: () => unknown): void {
    try {
      const done = work()
      // Most of them answer nothing, and are many.
      if (done !== undefined) void Promise.resolve(done).catch(report)
    } catch (error) {
      report(error)
    }
  }

  function arrived(member: Member, { name = '', data, request, cancel }: Message): void {
    if (cancel !== undefined) return member.answering.get(cancel)?.abort()
    if (request !== undefined) return void answers.answer(member, request, name, data).catch(report)
    const definition = contract.toServer && Object.hasOwn(contract.toServer, name) ? contract.toServer[name] : undefined
    if (!definition)
      return report(socketError(PATH, 'unknown-message', 'a client sent a message that the contract does not have'))
    const order = orders.get(member.session) ?? inOrder()
    orders.set(member.session, order)
    const use = (value: unknown): void => {
      for (const listener of listeners.get(name) ?? []) attempt(() => listener(value, member.peer))
    }
    try {
      order(checker.input(name, schemaOf(definition), data), use, report)
    } catch (error) {
      report(error)
    }
  }

  /** The value as it travels, or a promise of it where its schema takes its time. */
  function outgoing(name: string, definition: AnySchema | IncomingDefinition, data: unknown): Packed | Promise<Packed> {
    const value = checker.output(name, schemaOf(definition), data)
    return value instanceof Promise ? value.then((given) => checker.packed(name, given)) : checker.packed(name, value)
  }
  /** Packs once for all. */
  function toMany(packed: Packed | Promise<Packed>, to: readonly (readonly [Session, string])[]): number {
    const send = (ready: Packed): void => {
      for (const [session, head] of to) session.push(head, ready)
    }
    if (packed instanceof Promise) packed.then(send).catch(report)
    else send(packed)
    return to.length
  }

  function accept(link: ServerLink, info: LinkInfo): AcceptedLink {
    let isPending = true
    pending++
    const settled = (): void => {
      if (isPending) pending--
      isPending = false
    }
    const accepted = acceptLink(
      {
        runtime,
        limits,
        liveness: options.liveness ?? PATIENT,
        helloTimeoutMs,
        authenticate: (credential, from) => (options.authenticate ? options.authenticate(credential, from) : NOBODY),
        async enter(hello, identity) {
          settled()
          return isClosed ? undefined : members.enter(hello, identity)
        },
        takeOver: members.takeOver,
        left: members.left,
        report,
      },
      link,
      info,
    )
    links.set(link, accepted)
    if (pending > limits.maxPendingLinks || isClosed) accepted.close(1013, 'no room', FULL_RETRY_MS)
    return {
      ...accepted,
      down() {
        settled()
        links.delete(link)
        accepted.down()
      },
    }
  }

  const sockets = {
    on(name: string, listener: MessageListener) {
      part(contract.toServer, name, 'message to the server')
      const heard = listeners.get(name) ?? new Set()
      listeners.set(name, heard.add(listener))
      return () => heard.delete(listener)
    },
    handle(name: string, handler: (input: unknown, context: RequestContext<MessageContract>) => unknown) {
      part(contract.requests, name, 'request')
      return only(handlers.request, name, handler)
    },
    channel(name: string, mayJoin: (params: unknown, peer: AnyPeer) => boolean | Promise<boolean>) {
      part(contract.channels, name, 'channel')
      return only(handlers.channel, name, mayJoin)
    },
    publish(name: string, params: unknown, message: string, data: unknown) {
      const { messages, params: schema } = part(contract.channels, name, 'channel')
      const given = schema ? checker.output(name, schema, params) : undefined
      if (given instanceof Promise)
        throw socketError(PATH, 'protocol', `the params of '${name}' need a schema without promises`)
      const packed = outgoing(message, part(messages, message, `message of '${name}'`), data)
      const head = headOf(message)
      return toMany(
        packed,
        Array.from(
          audiences.of(name, given),
          ([session, channel]) => [session, `"channel":${channel},${head}`] as const,
        ),
      )
    },
    broadcast(name: string, data: unknown) {
      const packed = outgoing(name, part(contract.toClient, name, 'message to the client'), data)
      const head = headOf(name)
      return toMany(
        packed,
        Array.from(members.all(), ({ session }) => [session, head] as const),
      )
    },
    onSession(listener: (peer: AnyPeer) => void) {
      sessionListeners.add(listener)
      return () => sessionListeners.delete(listener)
    },
    get peers() {
      return Array.from(members.all(), ({ peer }) => peer)
    },
    get counts() {
      return { sessions: members.size, links: links.size }
    },
    accept: demultiplexed(runtime, helloTimeoutMs, accept),
    allows: (info: LinkInfo) => isAllowedOrigin(info, origins),
    maxFrameBytes: limits.maxMessageBytes + FRAME_BYTES,
    close({ code = 1012, reason = 'the server restarts', retryAfterMs }: Parameters<SocketServer<M>['close']>[0] = {}) {
      mustBeCloseCode(code)
      isClosed = true
      // One that fails must not keep the others.
      for (const link of links.values()) attempt(() => link.close(code, reason, retryAfterMs))
      members.clear()
    },
    endIdentity(identity: string, code = 4403) {
      mustBeCloseCode(code)
      for (const { session, peer } of members.all()) {
        if (session.identity !== identity) continue
        attempt(() => peer.close(code, 'ended'))
        members.end(session)
      }
    },
  }
  return sockets as unknown as SocketServer<M>
}

const headOf = (name: string): string => `"name":${JSON.stringify(name)}`

/** What a contract says of a name. @throws `socket` for a name that it does not have */
function part<D>(defined: Readonly<Record<string, D>> | undefined, name: string, what: string): D {
  if (defined && Object.hasOwn(defined, name)) return defined[name] as D
  throw socketError(PATH, 'unknown-message', `the contract has no ${what} '${name}'`)
}

/** One handler for a name; the answer takes it back. @throws `config` for a second */
function only<T>(handlers: Map<string, T>, name: string, handler: T): () => void {
  if (handlers.has(name)) throw configError(`'${name}' has a handler already`)
  handlers.set(name, handler)
  return () => handlers.delete(name)
}
