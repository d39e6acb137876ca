import type { Call, CallOptions } from './call.ts'
import type { Client } from './client-types.ts'
import type { AnyEndpoint, EndpointInput } from './endpoint.ts'
import type { ClientEvent } from './events.ts'
import type { FairleadError, Where } from './errors.ts'
import type { CallRequest, CarriedOperation } from './request.ts'
import type { Reply } from './reply.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { Runtime } from './runtime.ts'
import type { Session } from './session.ts'
import type { Tags } from './tags.ts'
import type { Writes } from './writes.ts'

/**
 * The stages of a call, outermost first. Those up to `authorize` see an operation once (`recover` may call `next` again);
 * those from `admit` on see each attempt. After `admit` nothing may wait but signing and the network.
 */
export const stages = [
  'observe',
  'session',
  'intercept',
  'cache',
  'outbox',
  'recover',
  'authorize',
  'admit',
  'attempt',
  'trace',
  'sign',
  'wire',
] as const

/** The name of a stage. `attempt` is for interceptors that asked to see each attempt, `wire` for what plays the network: faults, recordings. */
export type Stage = (typeof stages)[number]

/** The rest of the pipeline. May be called again by `recover` and `authorize`. */
export type Next = (request: CallRequest) => Promise<Reply>

/** One plugin's work in one stage. It passes on a changed copy of the request, never a changed request. */
export interface Layer {
  readonly stage: Stage
  /** Named in `explain()`. @defaultValue the plugin's name */
  readonly name?: string
  handle(request: CallRequest, next: Next): Promise<Reply>
}

/** Call options of a plugin: for each name a guard that tells at run time what its type says at compile time. */
export type OptionTable = Readonly<Record<string, (value: unknown) => boolean>>

/** The types of an option table. */
export type OptionsOf<Table> = {
  readonly [Name in keyof Table]?: Table[Name] extends ((value: unknown) => value is infer T) ? T | undefined : never
}

/** What a plugin finds when it is installed into a client, and {@link hostOf} finds later. */
export interface Host {
  readonly runtime: Runtime
  /** The origin of the client's base URL; empty without one. */
  readonly origin: string
  /** The session of the client that installs; a request carries the one it belongs to. */
  readonly session: () => Session
  /** Whom calls and connections belong to that do not say: `session` where a plugin brings one. */
  readonly auth: 'session' | 'public'
  readonly tags: Tags
  readonly writes: Writes
  /** The contract as the client was given it; empty without one. */
  readonly contract: object
  readonly budget: RetryBudget
  /** Puts an event on the client's stream; `event` is not called when nobody listens. */
  emit(event: () => ClientEvent): void
  /**
   * The URL of a path below the base, or of an absolute URL of an allowed origin.
   *
   * @throws `rejected` for a URL that leads elsewhere, `config` without a base
   */
  resolve(target: string, where: Where): string
  /** Ends what was begun beside a plugin, such as a connection, when the client is disposed of; the answer takes it back. */
  onDispose(end: () => void | Promise<void>): () => void
  /** Hears the client's events; the answer unsubscribes. */
  observe(listener: (event: ClientEvent) => void): () => void
  /**
   * The pipeline from its first stage on, less the stages named: for a plugin's own calls, made with a request from
   * {@link detach}.
   */
  pipeline(options?: { readonly skip?: readonly Stage[] }): Next
  /**
   * A client for a plugin's own calls that no call of the user began, less the stages named: of no session, and to any
   * URL, because what the plugin was configured with may be trusted. For auth, whose server is seldom the API's.
   */
  client(options: { readonly skip: readonly Stage[] }): OwnClient
  /**
   * The client that installs, as a user of the session calls it: through all stages, to allowed origins. For a plugin
   * that makes calls in a user's name, such as one stored before the page was loaded anew.
   */
  callsOf(session: Session): SessionCalls
}

/** What a plugin makes calls in a user's name with. Options of plugins are let through as they are. */
export interface SessionCalls {
  /** An endpoint, as `client.request` calls it. */
  request(endpoint: AnyEndpoint, input?: EndpointInput, options?: object): Call<never, never>
  /** A call as it was encoded before: its answer whatever its status, its body unread. */
  send(call: {
    readonly method: string
    readonly url: string
    readonly body?: BodyInit | undefined
    readonly options: Readonly<Record<string, unknown>>
  }): Promise<Response>
  /**
   * Tells what follows from a success that came to a call of an earlier program, as if it had come to one of this: tags and writes.
   *
   * @throws `decode`, `validation` where it is not what the contract says
   */
  answered(endpoint: AnyEndpoint, input: EndpointInput, reply: Reply): Promise<unknown>
  /** A call of another protocol over HTTP, such as GraphQL: the reply as the stages give it, whatever its status. */
  exchange(call: ProtocolCall): Promise<ProtocolReply>
}

/** A reply to a protocol's call, which goes on until the protocol has read it. */
export interface ProtocolReply extends Reply {
  /** The call is over, with what the protocol has made of the reply. Must be called; more than once is once. */
  end(error?: FairleadError): void
  /** Writes onto an error that the protocol makes of the reply what the call knows: its attempts, and why there were no more. */
  told(error: FairleadError): FairleadError
}

/** A call of a protocol that has its own words for success and failure. */
export interface ProtocolCall extends ProtocolFacts {
  readonly method: string
  /** A path below the base, or an absolute URL of an allowed origin. */
  readonly url: string
  readonly body?: unknown
  /** Options of plugins are let through as they are. */
  readonly options: CallOptions & Readonly<Record<string, unknown>>
}

/** What a protocol knows of its call that its method and URL do not say. */
export interface ProtocolFacts {
  /** Stands for the URL wherever the call is told of, such as `/graphql VesselFile`. @defaultValue the path */
  readonly template?: string | undefined
  /** Which operation it is, of the protocol. */
  readonly carries?: CarriedOperation | undefined
  /** Whether repeating it changes nothing more. @defaultValue by its method and its key */
  readonly repeatable?: boolean | undefined
  /** Judges replies for retry, hedge and breaker. @defaultValue by their status */
  readonly classify?: CallRequest['classify']
  /** Whether the body of the answer comes as a stream. @defaultValue false */
  readonly streamed?: boolean | undefined
}

/** What a plugin makes its own calls with. */
export type OwnClient = Pick<Client, 'get' | 'post' | 'fetch'>

/** What a plugin puts into a client. */
export interface Installed<Api> {
  readonly layers?: readonly Layer[]
  /** Reachable as `client.<name>`. */
  readonly api?: Api
  /** The API as a client made by `withSession` shows it. @defaultValue `api` */
  apiFor?(session: Session): Api | undefined
  /** Replaces the anonymous session; one plugin of a client may do so. */
  readonly session?: Session
  /** Changes decoded JSON before it is validated, for example to unwrap an envelope. */
  readonly transform?: (data: unknown, request: CallRequest) => unknown
  /** Ends timers, sockets and subscriptions. */
  dispose?(): void | Promise<void>
}

/**
 * A package's part in the pipeline. What it adds to calls (`options`), to the client (`Api` under its name) and to the
 * errors is typed without augmentation.
 */
export interface Plugin<
  Name extends string = string,
  Table extends OptionTable = OptionTable,
  Api = unknown,
  Errors extends FairleadError = FairleadError,
> {
  /** A name is there once; empty for a plugin without an API of which there may be several. */
  readonly name: Name
  readonly options?: Table
  install(host: Host): Installed<Api>
  /** Carries the type of the errors; no value is ever there. */
  readonly errors?: Errors
}

/** The typed APIs of plugins, by name. */
export type ApisOf<P extends readonly Plugin[]> = {
  readonly [Each in P[number] as [ApiOf<Each>] extends [undefined] ? never : Each['name']]: ApiOf<Each>
}

type ApiOf<P> = P extends { install(host: never): Installed<infer Api> } ? Api : never

/* oxlint-disable typescript/no-empty-object-type -- nothing added, so that a client with options fits one without */
/** The call options that plugins add. */
export type PluginOptions<P extends readonly Plugin[]> = P extends readonly [
  infer First extends Plugin,
  ...infer Rest extends readonly Plugin[],
]
  ? OptionsFrom<First> & PluginOptions<Rest>
  : {}

// A plugin that names no option has the wide table as its type, which must not let every name through.
type OptionsFrom<P> = P extends { readonly options?: infer Table }
  ? string extends keyof NonNullable<Table>
    ? {}
    : OptionsOf<NonNullable<Table>>
  : {}
/* oxlint-enable typescript/no-empty-object-type */

/** The errors that plugins add. */
export type PluginErrors<P extends readonly Plugin[]> = P[number] extends infer Each
  ? Each extends { readonly errors?: infer E }
    ? FairleadError extends NonNullable<E>
      ? never
      : NonNullable<E>
    : never
  : never

/** Names on a client that no plugin may take. */
type ReservedName =
  | ('api' | 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'request' | 'fetch' | 'explain')
  | ('session' | 'withSession' | 'on' | 'tags' | 'contract' | 'dispose' | 'then' | 'constructor')

/** The plugins as given, or the reason why one of them cannot be there. */
export type CheckedPlugins<P extends readonly Plugin[], Seen extends string = never> = P extends readonly [
  infer First extends Plugin,
  ...infer Rest extends readonly Plugin[],
]
  ? readonly [
      First['name'] extends ReservedName
        ? `The plugin name '${First['name']}' is reserved`
        : First['name'] extends Seen
          ? `The plugin '${First['name']}' is there twice`
          : First,
      // A name known only as `string` is left to the check at run time.
      ...CheckedPlugins<Rest, string extends First['name'] ? Seen : Seen | Exclude<First['name'], ''>>,
    ]
  : P
