import {
  type AnyClient,
  type AnySchema,
  FairleadError,
  hostOf,
  modesOf,
  platformLifecycle,
  sessionEnded,
  tellAll,
} from '@fairlead/core'
import { SUBSCRIBE, UNSUBSCRIBE, createChannels } from './channels.ts'
import type { Connection, SendOptions } from './connection.ts'
import type { Courier, Delivery, Gap, Level } from './delivery.ts'
import { createEffects } from './effects.ts'
import { socketError, whereOf } from './errors.ts'
import { pack } from './frames.ts'
import { checked, inOrder } from './inbox.ts'
import { createInbox } from './incoming.ts'
import { FAST, STEADY } from './liveness.ts'
import { createMachine } from './machine.ts'
import { type MessageClass, type MessageContract, type RequestDefinition, schemaOf } from './messages.ts'
import { native } from './native.ts'
import { type ConnectOptions, checkConnect } from './options.ts'
import { type Outgoing, type Verdict, createOutbox } from './outbox.ts'
import { createRequests } from './requests.ts'
import { resumable } from './resumable.ts'
import type { Transition } from './states.ts'
import { watched } from './watched.ts'

/**
 * Connects a client to a live server: messages, requests and channels over WebSocket, socket.io or server-sent events,
 * with the client's session, clock, tags and events.
 *
 * @throws `config` for an unknown option, `rejected` for a URL of an origin that the client does not allow
 *
 * @example
 * ```ts
 * const live = connect(client, { url: '/live', messages: { toClient: { position: Position }, toServer: { steer: Steer } } })
 * live.on('position', ({ id, latitude, longitude }) => move(id, latitude, longitude))
 * const { state } = await live.send('steer', { id, course: 270 }) // 'acknowledged', 'not-sent' or 'unknown'
 * ```
 */
export function connect<const M extends MessageContract, L extends Level = 'resumable'>(
  client: AnyClient,
  options: ConnectOptions<M, L>,
): Connection<M, L> {
  const host = hostOf(client)
  checkConnect(options)
  const { runtime } = host
  const { messages, outbox: bounds = {}, liveness = 'steady', connectTimeoutMs = 10_000 } = options
  const path = options.url.replace(/[?#].*$/s, '').replace(/^https?:\/\/[^/]*/i, '')
  const contract: MessageContract = messages
  const checks = modesOf(options.validation)
  const delivery = (options.delivery ?? resumable()) as Delivery
  const session = (options.auth ?? host.auth) === 'session' ? host.session() : undefined
  const transitionListeners = new Set<(transition: Transition) => void>()
  const gapListeners = new Set<(gap: Gap) => void>()
  const errorListeners = new Set<(error: FairleadError) => void>()
  const endListeners = new Set<(error: FairleadError) => void>()

  const tell = (type: string, details: Readonly<Record<string, string | number | undefined>>): void =>
    host.emit(() => ({ type: `plugin:ws:${type}`, at: runtime.now(), details: { path, ...details } }))
  const report = (error: FairleadError): void => {
    tell('error', { kind: error.kind, reason: (error as { reason?: string }).reason })
    tellAll(errorListeners, error)
  }
  const over = () => (machine.state === 'closed' || machine.state === 'failed' ? { error: machine.failure } : undefined)
  const effects = createEffects(host, contract, options.gapInvalidates ?? [], checks.output === 'strict')
  const identity = (): string => host.session().identity
  const context = { path, checks: checks.output, report, effects, identity, over }
  const inbox = createInbox(contract.toClient ?? {}, context)
  const outbox = createOutbox(runtime, bounds, () => courier.pump())
  const requests = createRequests(runtime, path, put, (request) => {
    if (delivery.level === 'resumable')
      // Whoever cannot be told finds out when the answer is for nobody.
      enqueue({ head: `"cancel":${request}`, name: '', data: undefined, class: 'volatile' }).catch(() => {})
  })
  const channels = createChannels(
    path,
    // However long it takes: a subscription is wanted until it is closed.
    (name, data) => requests.ask(name, data, 'must-not-replay', { deadlineMs: Infinity }),
    () => machine.state === 'ready',
    report,
  )

  const machine = createMachine({
    runtime,
    lifecycle: runtime.lifecycle ?? platformLifecycle(),
    transport: watched(options.transport ?? native(), (frame) =>
      host.emit(() => ({ type: 'plugin:ws:message', at: runtime.now(), details: { path, ...frame() } })),
    ),
    url: host.resolve(options.url, whereOf(path)),
    path,
    level: delivery.level,
    session,
    backoff: options.reconnect ?? {},
    closeCodes: options.closeCodes,
    liveness: liveness === 'steady' ? STEADY : liveness === 'fast' ? FAST : liveness,
    connectTimeoutMs,
    report,
    onTransition(transition) {
      const { from, to, code, generation, closeCode, delayMs } = transition
      tell('transition', { from, to, code, generation, closeCode, delayMs })
      tellAll(transitionListeners, transition)
    },
    onEnd(error) {
      outbox.clear('ended')
      requests.end(error)
      const reason = machine.state === 'closed' ? undefined : error
      inbox.end(reason)
      channels.end(reason)
      if (machine.state === 'closed' || machine.state === 'failed') channels.fail(error)
      for (const listener of endListeners) listener(error)
      if (machine.state === 'closed') forget()
    },
  })
  const forget = host.onDispose(() => machine.close())

  const courierHost = {
    runtime,
    path,
    outbox,
    maxMessageBytes: options.maxMessageBytes ?? 524_288,
    ready({ expiresInMs, isNew }: { readonly expiresInMs?: number | undefined; readonly isNew: boolean }) {
      machine.welcome(expiresInMs)
      if (isNew) requests.lost()
      channels.welcome(isNew)
    },
    progress: machine.progress,
    deliver(message: Parameters<typeof requests.answer>[0]) {
      if (message.reply !== undefined) requests.answer(message)
      else if (message.channel !== undefined) channels.deliver(message)
      else inbox.deliver(message.name ?? '', message.data)
    },
    gap(gap: Gap) {
      tell('gap', { recovered: gap.recovered, from: gap.missed?.from, to: gap.missed?.to })
      effects.gap()
      tellAll(gapListeners, gap)
    },
    advice: machine.advice,
    authed: machine.authed,
    broken: machine.broken,
    report,
  }
  const courier: Courier = delivery.start(courierHost)

  /** @throws when nothing can be sent any more, or for nobody */
  function mustBeOpen(): void {
    if (machine.state === 'closed') throw socketError(path, 'closed', 'the connection was closed')
    if (machine.state === 'failed') throw machine.failure ?? socketError(path, 'failed', 'the connection has failed')
    if (session && (session.state === 'anonymous' || session.state === 'ended'))
      throw new FairleadError('auth', whereOf(path), 'nobody is signed in', { reason: 'signed-out' })
  }

  /** Puts a message into the outbox. @throws `socket` for what cannot be sent */
  function put(
    item: Pick<Outgoing, 'name' | 'data' | 'class'> & {
      readonly head?: string
      readonly request?: number
      readonly key?: string | undefined
      readonly deadlineMs?: number | undefined
      readonly signal?: AbortSignal | undefined
      settle(verdict: Verdict): void
    },
  ): void {
    const { name, data, request, key, signal } = item
    const isOwn = item.head !== undefined || name === SUBSCRIBE || name === UNSUBSCRIBE
    mustBeOpen()
    if (item.class === 'volatile' && machine.state !== 'ready')
      return item.settle({ state: 'not-sent', reason: 'offline' })
    let packed
    try {
      packed = pack(data)
    } catch (error) {
      throw socketError(path, 'unserialisable', `'${name}' holds what JSON cannot`, {}, { cause: error })
    }
    if (packed.size > courierHost.maxMessageBytes) {
      const what = `'${name}' has ${packed.size} bytes, more than the ${courierHost.maxMessageBytes} allowed; send it over HTTP`
      throw socketError(path, 'too-large', what)
    }
    const own: Outgoing = {
      head: item.head ?? `"name":${JSON.stringify(name)}${request === undefined ? '' : `,"request":${request}`}`,
      name,
      request,
      data,
      packed,
      class: item.class,
      key: key === undefined ? undefined : `${name} ${key}`,
      expiresAt: isOwn ? Infinity : runtime.now() + Math.min(item.deadlineMs ?? Infinity, bounds.maxAgeMs ?? 120_000),
      isOwn,
      written: false,
      isAgain: false,
      settled: false,
      settle(verdict) {
        signal?.removeEventListener('abort', aborted)
        item.settle(verdict)
        courier.settled?.(own)
      },
    }
    const aborted = (): void => outbox.giveUp(own, 'aborted')
    if (!outbox.add(own)) {
      const { count, bytes } = outbox
      throw socketError(path, 'outbox-full', `${count} messages of ${bytes} bytes wait already; '${name}' was not sent`)
    }
    signal?.addEventListener('abort', aborted)
    if (signal?.aborted) aborted()
    courier.pump()
    // Volatile is now or never.
    if (own.class === 'volatile' && !own.written && !own.settled) {
      outbox.settle(own, { state: 'not-sent', reason: 'full' })
      outbox.release(own)
    }
  }
  const enqueue = (item: Omit<Parameters<typeof put>[0], 'settle'>): Promise<Verdict> =>
    new Promise((settle) => put({ ...item, settle }))

  const order = inOrder()
  /** The value as its schema gives it, in the order of the calls. */
  function valid<T>(name: string, schema: AnySchema, data: unknown, use: (value: unknown) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      mustBeOpen()
      const value = checked(path, schema, data, checks.input, { direction: 'input', name, report })
      // Nobody knows yet whose message it would be.
      let epoch = session?.epoch
      const known =
        session?.state === 'restoring'
          ? session.ready.then(() => {
              epoch = session.epoch
              return value
            })
          : value
      const send = (given: unknown): void => {
        // A schema that takes its time must not give one user's message to the next.
        if (session?.epoch === epoch) use(given).then(resolve, reject)
        else reject(sessionEnded(whereOf(path)))
      }
      order(known, send, reject)
    })
  }

  const part = <D>(defined: Readonly<Record<string, D>> | undefined, name: string, what: string): D => {
    if (defined && Object.hasOwn(defined, name)) return defined[name] as D
    throw socketError(path, 'unknown-message', `the contract has no ${what} '${name}'`)
  }

  const connection = {
    ...inbox.incoming,
    get state() {
      return machine.state
    },
    get failure() {
      return machine.failure
    },
    async send(name: string, data: unknown, own: SendOptions = {}): Promise<Verdict> {
      const definition = part(contract.toServer, name, 'message to the server')
      const { class: kind = 'must-not-replay' } = definition as { readonly class?: MessageClass }
      return valid(name, schemaOf(definition), data, (value) => enqueue({ name, data: value, class: kind, ...own }))
    },
    async request(name: string, input: unknown, own: SendOptions = {}): Promise<unknown> {
      const { class: kind = 'must-not-replay', ...definition } = part<RequestDefinition>(
        contract.requests,
        name,
        'request',
      )
      const output = await valid(name, definition.input, input, (value) => requests.ask(name, value, kind, own))
      return checked(path, definition.output, output, checks.output, { direction: 'output', name, report })
    },
    channel(name: string, params?: unknown) {
      const { messages: own, params: schema } = part(contract.channels, name, 'channel')
      mustBeOpen()
      const value = schema && checked(path, schema, params, checks.input, { direction: 'input', name, report })
      if (value instanceof Promise)
        throw socketError(path, 'protocol', 'the params of a channel need a schema without promises')
      return channels.open(name, value, createInbox(own, context))
    },
    ready: ({ signal }: { readonly signal?: AbortSignal | undefined } = {}) =>
      new Promise<void>((resolve, reject) => {
        if (machine.state === 'ready') return resolve()
        if (machine.state === 'closed' || machine.state === 'failed') mustBeOpen()
        signal?.throwIfAborted()
        const stop = (): void => {
          transitionListeners.delete(moved)
          endListeners.delete(ended)
          signal?.removeEventListener('abort', aborted)
        }
        const moved = ({ to }: Transition): void => {
          if (to !== 'ready') return
          stop()
          resolve()
        }
        const ended = (error: FairleadError): void => {
          // The next session has a connection of its own.
          if (error.kind === 'rejected') return
          stop()
          reject(error)
        }
        const aborted = (): void => {
          stop()
          reject(signal?.reason as Error)
        }
        transitionListeners.add(moved)
        endListeners.add(ended)
        signal?.addEventListener('abort', aborted)
      }),
    onTransition: listenTo(transitionListeners),
    onGap: listenTo(gapListeners),
    onError: listenTo(errorListeners),
    snapshot: () => ({
      state: machine.state,
      generation: machine.generation,
      outbox: { count: outbox.count, bytes: outbox.bytes },
      inFlight: courier.inFlight,
    }),
    reconnect: machine.reconnect,
    close: machine.close,
    [Symbol.dispose]: machine.close,
  }
  machine.start(courier)
  return connection as unknown as Connection<M, L>
}

function listenTo<T>(listeners: Set<(value: T) => void>) {
  return (listener: (value: T) => void): (() => void) => {
    const own = (value: T): void => listener(value)
    listeners.add(own)
    return () => listeners.delete(own)
  }
}
