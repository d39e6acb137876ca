import type { FairleadError } from '@fairlead/core'
import type { Gap, Level } from './delivery.ts'
import type { ReadOptions } from '@fairlead/core'
import type { ChannelMessages, DefinitionOf, MessageInput, MessageOutput, NamesOf, ParamsOf } from './messages.ts'
import type { Verdict } from './outbox.ts'
import type { ConnectionState, Transition } from './states.ts'

/** How one message is sent. */
export interface SendOptions {
  /** Gives up: what has not left is not sent, what has is told unknown. */
  readonly signal?: AbortSignal | undefined
  /** How long it may wait to be acknowledged. @defaultValue the outbox's `maxAgeMs` */
  readonly deadlineMs?: number | undefined
  /** A later message of the same name and key takes the place of one that has not left yet. */
  readonly key?: string | undefined
}

/** How one request is made. */
export type RequestOptions = Omit<SendOptions, 'key'>

/** What can be known of something sent, by level: only the server half acknowledges. */
export type VerdictOf<L extends Level> = L extends 'resumable' ? Verdict : Exclude<Verdict, { state: 'acknowledged' }>

/** Hears one kind of message; `undefined` data for one that carries none. */
export interface Incoming<Messages> {
  /** Hears messages of a name; the answer unsubscribes. */
  on<N extends keyof Messages & string>(name: N, listener: (data: MessageOutput<Messages[N]>) => void): () => void
  /** Reads messages of a name, one after the other, until the connection ends. */
  messages<N extends keyof Messages & string>(
    name: N,
    options?: ReadOptions,
  ): AsyncIterableIterator<MessageOutput<Messages[N]>, undefined>
}

/** A place that the server was asked to send from. */
export interface Subscription<Messages> extends Incoming<Messages> {
  /** Settles when the server has agreed. @throws `socket` when it refuses */
  readonly ready: Promise<void>
  /** Asks for no more. */
  close(): void
}

/** What a connection is doing, in numbers. */
export interface ConnectionSnapshot {
  readonly state: ConnectionState
  readonly generation: number
  /** Messages that wait to be sent or acknowledged, and their bytes. */
  readonly outbox: { readonly count: number; readonly bytes: number }
  /** Of those, how many are on their way. */
  readonly inFlight: number
}

interface ConnectionBase<M> extends Incoming<ToClient<M>> {
  readonly state: ConnectionState
  /** Why it failed, while it has. */
  readonly failure: FairleadError | undefined
  /** Settles when the connection is next ready, at once when it is. @throws the error that ended it; the signal's reason */
  ready(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
  /** Hears each step of the state machine. */
  onTransition(listener: (transition: Transition) => void): () => void
  /** Hears that messages of the server are gone for good. */
  onGap(listener: (gap: Gap) => void): () => void
  /** Hears what went wrong with no call to tell it to, such as a message of the server that does not fit. */
  onError(listener: (error: FairleadError) => void): () => void
  snapshot(): ConnectionSnapshot
  /** Tries now, also after a failure. */
  reconnect(): void
  /** Ends it for good; whatever is open is told so. */
  close(): void
  [Symbol.dispose](): void
}

type ToClient<M> = M extends { readonly toClient: infer Defined } ? Defined : object

interface Sends<M, L extends Level> {
  /**
   * Sends a message and tells its fate. Never rejects because of the network.
   *
   * @throws `validation` for data that does not fit, `socket` for a name that is unknown, data that is too large or no
   * JSON, a full outbox, and a connection that has ended
   */
  send<N extends NamesOf<M, 'toServer'>>(
    name: N,
    data: MessageInput<DefinitionOf<M, 'toServer', N>>,
    options?: SendOptions,
  ): Promise<VerdictOf<L>>
}

interface Requests<M> {
  /**
   * Asks the server and waits for its answer.
   *
   * @throws `socket` with reason `refused` for what the server's handler throws, `not-sent` or `unknown` when no answer
   * can come, `timeout` when none came in time, `abort`; as `send` for what cannot be sent
   */
  request<N extends NamesOf<M, 'requests'>>(
    name: N,
    input: MessageInput<InputSide<DefinitionOf<M, 'requests', N>>>,
    options?: RequestOptions,
  ): Promise<MessageOutput<OutputSide<DefinitionOf<M, 'requests', N>>>>
}

type InputSide<D> = D extends { readonly input: infer S } ? S : never
type OutputSide<D> = D extends { readonly output: infer S } ? S : never

interface Channels<M> {
  /** Subscribes to a channel, again in each new session, until it is closed. */
  channel<N extends NamesOf<M, 'channels'>>(
    name: N,
    ...params: ParamsOf<DefinitionOf<M, 'channels', N>, 'input'> extends undefined
      ? []
      : [params: ParamsOf<DefinitionOf<M, 'channels', N>, 'input'>]
  ): Subscription<ChannelMessages<DefinitionOf<M, 'channels', N>>>
}

/** A connection, with what its level gives. */
export type Connection<M, L extends Level> = ConnectionBase<M> &
  Sends<M, L> &
  (L extends 'at-most-once' ? unknown : Requests<M>) &
  (L extends 'resumable' ? Channels<M> : unknown)
