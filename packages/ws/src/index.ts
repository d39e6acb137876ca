export { connect } from './connect.ts'
export type { ConnectOptions } from './options.ts'
export type {
  Connection,
  ConnectionSnapshot,
  Incoming,
  RequestOptions,
  SendOptions,
  Subscription,
  VerdictOf,
} from './connection.ts'
export type { ReadOptions } from '@fairlead/core'
export { bytes, incoming } from './messages.ts'
export type {
  ChannelDefinition,
  ChannelListeners,
  ChannelMessages,
  DefinitionOf,
  IncomingDefinition,
  MessageClass,
  MessageContract,
  MessageEffects,
  MessageOutput,
  NamesOf,
  OutgoingDefinition,
  ParamsOf,
  RequestDefinition,
} from './messages.ts'
export { resumable } from './resumable.ts'
export type { ResumableOptions } from './resumable.ts'
export { atMostOnce, jsonCodec, requestResponse } from './foreign.ts'
export type { Codec, ForeignOptions } from './foreign.ts'
export type { Courier, Delivery, DeliveryHost, Gap, Level } from './delivery.ts'
export type { Missed } from './frames.ts'
export type { NotSentReason, Outbox, OutboxOptions, Outgoing, UnknownReason, Verdict } from './outbox.ts'
export type { BackoffOptions } from './backoff.ts'
export type { CloseAction, ClosePolicy } from './close-codes.ts'
export type { LivenessOptions } from './liveness.ts'
export type { ConnectionState, Transition, TransitionCode } from './states.ts'
export { acrossTabs } from './sharing/across-tabs.ts'
export type { AcrossTabsOptions } from './sharing/across-tabs.ts'
export { native } from './native.ts'
export type { NativeOptions, WebSocketLike } from './native.ts'
export type { Frame, Link, LinkEnd, LinkEvents, LinkTarget, Transport } from './transport.ts'
export type { SocketError, SocketErrorReason } from './errors.ts'
