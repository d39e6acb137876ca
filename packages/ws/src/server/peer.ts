import type {
  MessageContract,
  ChannelMessages,
  DefinitionOf,
  MessageInput,
  MessageOutput,
  NamesOf,
  ParamsOf,
} from '../messages.ts'
import type { Verdict } from '../outbox.ts'
import type { LinkAcceptor } from './link.ts'

type ToClient<M> = M extends { readonly toClient: infer Defined } ? Defined : object
type Side<D, K extends 'input' | 'output'> = D extends { readonly [P in K]: infer S } ? S : never

/** One client, across its links. */
export interface Peer<M> {
  /** Of its session. */
  readonly id: string
  /** Who it is, as `authenticate` said; empty for nobody. */
  readonly identity: string
  /** Whether it has a link at this moment. */
  readonly isConnected: boolean
  /** Bytes that wait to be acknowledged. */
  readonly bufferedBytes: number
  /** Sends a message, now or when it is back, and tells its fate. @throws `validation` for data that does not fit */
  send<N extends keyof ToClient<M> & string>(name: N, data: MessageInput<ToClient<M>[N]>): Promise<Verdict>
  /** Ends its link; with a code that says not to come back, its session too. */
  close(code?: number, reason?: string): void
}

/** What a request's handler is told beside its input. */
export interface RequestContext<M> {
  readonly peer: Peer<M>
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** The server half: who is connected, what they say, and what is said to them. */
export interface SocketServer<M extends MessageContract> extends LinkAcceptor {
  /** Hears messages of a name; the answer unsubscribes. */
  on<N extends NamesOf<M, 'toServer'>>(
    name: N,
    listener: (data: MessageOutput<DefinitionOf<M, 'toServer', N>>, peer: Peer<M>) => void | Promise<void>,
  ): () => void
  /** Answers requests of a name. What it throws is told as `internal`, unless {@link refusal} made it. */
  handle<N extends NamesOf<M, 'requests'>>(
    name: N,
    handler: (
      input: MessageOutput<Side<DefinitionOf<M, 'requests', N>, 'input'>>,
      context: RequestContext<M>,
    ) =>
      | MessageInput<Side<DefinitionOf<M, 'requests', N>, 'output'>>
      | Promise<MessageInput<Side<DefinitionOf<M, 'requests', N>, 'output'>>>,
  ): () => void
  /** Opens a channel to those for whom `mayJoin` says so. */
  channel<N extends NamesOf<M, 'channels'>>(
    name: N,
    mayJoin: (params: ParamsOf<DefinitionOf<M, 'channels', N>, 'output'>, peer: Peer<M>) => boolean | Promise<boolean>,
  ): () => void
  /** Sends to all who are subscribed; how many. `params` is undefined for a channel without. */
  publish<N extends NamesOf<M, 'channels'>, K extends keyof ChannelMessages<DefinitionOf<M, 'channels', N>> & string>(
    name: N,
    params: ParamsOf<DefinitionOf<M, 'channels', N>, 'input'>,
    message: K,
    data: MessageInput<ChannelMessages<DefinitionOf<M, 'channels', N>>[K]>,
  ): number
  /** Sends to all sessions; how many. */
  broadcast<N extends keyof ToClient<M> & string>(name: N, data: MessageInput<ToClient<M>[N]>): number
  /** Hears of each new session; the answer unsubscribes. */
  onSession(listener: (peer: Peer<M>) => void): () => void
  /** All sessions, connected or waiting for their client. */
  readonly peers: Iterable<Peer<M>>
  readonly counts: { readonly sessions: number; readonly links: number }
  /** Ends all links with a code, and says when to come back. Sessions that are stored live on. */
  close(options?: { readonly code?: number; readonly reason?: string; readonly retryAfterMs?: number }): void
  /** Ends the sessions of one identity, for example after a sign-out or a ban. */
  endIdentity(identity: string, code?: number): void
}
