import { type AnySchema, FairleadError, sessionEnded } from '@fairlead/core'
import {
  type BackoffOptions,
  type ClosePolicy,
  type Connection,
  type LivenessOptions,
  type Transport,
  connect,
  native,
} from '@fairlead/ws'
import { type Route, type Sink, failed } from './carrier.ts'
import { type GraphQLIssue, GraphQLMisuse, graphqlError, serverErrors, whereOf } from './errors.ts'
import { MAX_RESPONSE_CHARS, errorOf, misshapen, tooLong } from './read.ts'
import type { OperationFacts } from './facts.ts'
import { Assembly } from './incremental.ts'
import { type GapOptions, type Subscriber, tellGap } from './subscriptions.ts'
import { PROTOCOL, type SocketMessage, transportWs } from './ws/transport-ws.ts'

/** How subscriptions travel over one WebSocket. */
export interface WsSubscriptionOptions extends GapOptions {
  /** @defaultValue that of the GraphQL endpoint */
  readonly url?: string | undefined
  /** @defaultValue the platform's WebSocket */
  readonly transport?: Transport | undefined
  /** What the server is told of who connects. @defaultValue the header fields of the credential */
  readonly params?: ((credential: Readonly<Record<string, string>> | undefined) => object | undefined) | undefined
  readonly reconnect?: BackoffOptions | undefined
  /** @defaultValue 4403 too is met with one fresh credential: it is what servers of this protocol close with */
  readonly closeCodes?: ClosePolicy | undefined
  /** @defaultValue `'steady'`: a half-open link is found within 15 s */
  readonly liveness?: 'steady' | 'fast' | LivenessOptions | undefined
  /** For the credential, the link and the server's acknowledgement together. @defaultValue 10_000 */
  readonly connectTimeoutMs?: number | undefined
  /** How long the socket stays when nobody subscribes any more. @defaultValue 5_000 */
  readonly lingerMs?: number | undefined
}

/** Whatever it is: GraphQL has a schema of its own. */
const anything: AnySchema = {
  '~standard': { version: 1, vendor: 'fairlead', validate: (value: unknown) => ({ value }) },
}
const MESSAGES = {
  toClient: { next: anything, error: anything, complete: anything },
  toServer: { subscribe: { schema: anything, class: 'volatile' }, complete: { schema: anything, class: 'volatile' } },
} as const
const CLOSE_CODES: ClosePolicy = { 4403: 'refresh', 4406: 'final' }

/**
 * Makes what carries the subscriptions of a client over one WebSocket, in the protocol `graphql-transport-ws`: opened for
 * the first subscription, kept alive and reconnected by `@fairlead/ws`, with the session's credential.
 *
 * @example
 * ```ts
 * const gql = graphql(client, { url: '/graphql', subscriptions: overWs({ gapInvalidates: ['berths'] }) })
 * ```
 */
export function overWs(options: WsSubscriptionOptions = {}): Subscriber {
  return (route) => {
    const open = new Map<string, Subscription>()
    let connection: Socket | undefined
    let timer: unknown
    let last = 0

    route.onEnd(stop)
    return (facts, sink) => {
      const id = String(++last)
      const subscription = new Subscription(id, facts, sink, route)
      const refused = facts.failure ?? unsent(facts, route.path)
      if (refused) {
        queueMicrotask(() => subscription.fail(refused))
        return () => subscription.stop()
      }
      open.set(id, subscription)
      route.host.runtime.clearTimeout(timer)
      connection ??= begin()
      if (connection.state === 'ready') subscribe(connection, subscription)
      return () => {
        subscription.stop()
        leave(id, true)
      }
    }

    function leave(id: string, isTold: boolean): void {
      if (!open.delete(id)) return
      if (isTold) void connection?.send('complete', { type: 'complete', id }).catch(() => {})
      idle()
    }
    /** Lets go of a socket that nobody uses, after a while. */
    function idle(): void {
      const { runtime } = route.host
      runtime.clearTimeout(timer)
      if (open.size === 0 && connection) timer = runtime.setTimeout(stop, options.lingerMs ?? 5_000)
    }
    function stop(): void {
      route.host.runtime.clearTimeout(timer)
      connection?.close()
      connection = undefined
    }
    function begin(): Socket {
      const { host, path } = route
      const made: Socket = connect(route.client, {
        url: options.url ?? route.url,
        messages: MESSAGES,
        transport: options.transport ?? native({ protocols: [PROTOCOL] }),
        delivery: transportWs(options.params ?? ((credential) => credential)),
        auth: route.auth,
        reconnect: options.reconnect,
        closeCodes: { ...CLOSE_CODES, ...options.closeCodes },
        liveness: options.liveness,
        connectTimeoutMs: options.connectTimeoutMs,
      })
      const ended = (reasonOf: (name: string | undefined) => FairleadError): void => {
        // Whoever hears of it may subscribe again.
        const all = [...open.values()]
        open.clear()
        for (const subscription of all) subscription.fail(reasonOf(subscription.name))
        idle()
      }
      made.onTransition(({ to, code }) => {
        if (to === 'ready') for (const subscription of open.values()) subscribe(made, subscription)
        else if (to === 'failed' || to === 'closed') {
          if (connection === made) connection = undefined
          const { failure } = made
          ended((name) => failure ?? new FairleadError('abort', whereOf(path, name), 'the connection was closed'))
          if (to === 'failed') queueMicrotask(made.close)
        } else if (code === 'session-ended') ended((name) => sessionEnded(whereOf(path, name)))
      })
      made.onGap(() => {
        for (const { name } of open.values()) tellGap(host, path, name, options)
      })
      for (const type of ['next', 'error', 'complete'] as const)
        made.on(type, (message) => {
          const { id, payload, chars = 0 } = message as { id: string; payload?: unknown; chars?: number }
          const subscription = open.get(id)
          if (!subscription) return
          if (type === 'next') {
            if (!subscription.next(payload, chars)) leave(id, true)
            return
          }
          leave(id, false)
          if (type === 'error') subscription.refused(payload)
          else subscription.complete()
        })
      return made
    }

    function subscribe(to: Socket, subscription: Subscription): void {
      void to.send('subscribe', subscription.message()).catch(() => {})
    }
  }
}

/** Why a subscription cannot be sent over a socket: the protocol has no ids in place of documents. */
function unsent({ document: { text, name } }: OperationFacts, path: string): FairleadError | undefined {
  if (text !== '') return undefined
  const what = 'a document that is known by its id alone cannot go over a WebSocket; give its text, or use `overSse()`'
  return graphqlError(whereOf(path, name), 'document', what, { operation: name })
}

type Socket = Connection<typeof MESSAGES, 'at-most-once'>

/** One subscription across the links of its connection. */
class Subscription {
  readonly name: string | undefined
  readonly #id: string
  readonly #facts: OperationFacts
  readonly #sink: Sink
  readonly #path: string
  #assembly = new Assembly()
  /** Of the parts of the result that is being put together. */
  #chars = 0
  #isOver = false

  constructor(id: string, facts: OperationFacts, sink: Sink, { path }: Route) {
    this.#id = id
    this.#facts = facts
    this.#sink = sink
    this.#path = path
    this.name = facts.document.name
  }

  /** What the server is asked; a new link begins with whole results. */
  message(): SocketMessage {
    this.#begin()
    const { document, variables } = this.#facts
    return {
      type: 'subscribe',
      id: this.#id,
      payload: {
        query: document.text,
        ...(document.name !== undefined && { operationName: document.name }),
        variables: JSON.parse(variables.json) as object,
      },
    }
  }

  /** @param chars of its text. @returns false for what is no result */
  next(payload: unknown, chars: number): boolean {
    if (this.#isOver) return true
    const where = whereOf(this.#path, this.name)
    try {
      this.#chars += chars
      if (this.#chars > MAX_RESPONSE_CHARS) {
        this.fail(tooLong(where))
        return false
      }
      const { data, errors, extensions, hasNext } = this.#assembly.add(payload).soFar()
      if (!hasNext) this.#begin()
      const error = errorOf(where, data, errors, !hasNext, this.name)
      this.#sink.result({ data, errors, extensions, hasNext: true, error }, 0)
      return true
    } catch (error) {
      if (!(error instanceof GraphQLMisuse)) throw error
      this.fail(misshapen(where, error, this.name))
      return false
    }
  }

  #begin(): void {
    this.#assembly = new Assembly()
    this.#chars = 0
  }

  refused(payload: unknown): void {
    const errors = (Array.isArray(payload) ? payload : [payload]).map((each) => Object(each) as GraphQLIssue)
    this.fail(serverErrors(whereOf(this.#path, this.name), errors, this.name))
  }

  fail(error: FairleadError): void {
    if (this.#isOver) return
    this.#sink.result(failed(error), 0)
    this.complete()
  }

  complete(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#sink.end()
  }

  stop(): void {
    this.#isOver = true
  }
}
