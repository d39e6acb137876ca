export { createClient } from './client.ts'
export type { ClientOptions, Contract, Validation } from './client-options.ts'
export type {
  Api,
  Client,
  ClientBase,
  EndpointCall,
  EndpointFunction,
  Plan,
  PlanStep,
  QuickMethod,
  QuickResult,
} from './client-types.ts'

export { isContractGroup } from './api.ts'
export { del, get, head, isEndpoint, patch, post, put } from './endpoint.ts'
export type {
  AnyEndpoint,
  AnySchema,
  BodyType,
  CallFacts,
  Definition,
  DoneFacts,
  Endpoint,
  EndpointInput,
  EndpointView,
  Method,
  NoBody,
  PathNames,
  PathValue,
  Responses,
  TagSource,
  Untransformed,
} from './endpoint.ts'
export type {
  AnyEndpointTypes,
  DataOf,
  EndpointTypes,
  ErrorOf,
  ExtraFailure,
  HttpFailure,
  InputOf,
  OkResult,
  OtherFailure,
  OtherStatus,
  ResultOf,
  Side,
  StatusOf,
  Typed,
} from './infer.ts'
export { parseJson } from './json.ts'
export { asText, isAsText, issuePath, type } from './schema.ts'
export { modesOf } from './settings.ts'
export { conform, misfitError } from './validate.ts'
export type { Misfit } from './validate.ts'
export type { AsText, Schema, SchemaIssue, SchemaResult, ValidationMode, ValidationModes } from './schema.ts'
export type { Style, Styles } from './styles.ts'

export { Call } from './call.ts'
export type { CallOptions, QuickOptions, View } from './call.ts'
export type { BodyFactory } from './body.ts'
export { addHeaders, isSecretHeader } from './headers.ts'
export type { HeadersInput } from './headers.ts'
export { asFetchRejects } from './fetch-errors.ts'
export type { Progress, ProgressListener } from './read.ts'

export { check } from './check.ts'
export type { Guards } from './check.ts'
export { FairleadError, configError, errorFromJSON, isFairleadError } from './errors.ts'
export type {
  AbortError,
  AttemptRecord,
  AuthError,
  Clock,
  ConfigError,
  CoreError,
  DecodeError,
  ErrorKind,
  HttpError,
  NetworkError,
  ProblemDetails,
  RejectedError,
  RetryRefusal,
  TimeoutError,
  ValidationError,
  Where,
} from './errors.ts'

export { stages } from './plugin.ts'
export type {
  Host,
  Installed,
  Layer,
  Next,
  OptionTable,
  OptionsOf,
  OwnClient,
  ProtocolCall,
  ProtocolFacts,
  ProtocolReply,
  Plugin,
  SessionCalls,
  Stage,
} from './plugin.ts'
export { hostOf } from './host.ts'
export type { AnyClient } from './host.ts'
export { intercept } from './intercept.ts'
export type { Interceptor } from './intercept.ts'
export { abortable } from './abortable.ts'
export { iterate } from './iterate.ts'
export type { ReadOptions } from './iterate.ts'
export { detach, sessionEnded } from './detach.ts'
export type { DetachOptions } from './detach.ts'
export type {
  CarriedOperation,
  CallRequest,
  EncodedBody,
  FetchInit,
  HeaderFields,
  Operation,
  RetryVerdict,
} from './request.ts'
export type { Memo, Reply, SharedReply, Transport, TransportCapabilities, TransportRequest } from './reply.ts'
export { Scope } from './scope.ts'
export type { ClockSettings, Timeouts } from './scope.ts'
export { fetchTransport } from './transports/fetch.ts'
export type { FetchTransportOptions } from './transports/fetch.ts'

export { outcomeOf, outcomeOfStatus } from './outcome.ts'
export type { Outcome } from './outcome.ts'
export { createRetryBudget } from './retry-budget.ts'
export type { RetryBudget, RetryBudgetOptions } from './retry-budget.ts'
export type { RetryOptions, RetryPolicy } from './retry.ts'
export { readServerHints } from './server-hints.ts'
export type { ServerHints } from './server-hints.ts'

export { anonymousSession } from './session.ts'
export type { CapturedSession, Credential, CredentialRequest, Session, SessionState } from './session.ts'
export { update } from './update.ts'
export type { Update } from './update.ts'
export type { Push, Write, Writes } from './writes.ts'
export { createTags } from './tags.ts'
export type { Invalidation, TagChange, Tags } from './tags.ts'
export { tellAll } from './events.ts'
export type { CallEvent, ClientEvent, CoreEvent, PluginEvent } from './events.ts'
export { Secret } from './secret.ts'
export { platformRuntime } from './runtime.ts'
export type { Broadcast, BroadcastHandle, Lifecycle, LifecycleEvent, Locks, Runtime } from './runtime.ts'
export { platformBroadcast, platformLifecycle, platformLocks } from './platform.ts'

export { ndjson } from './ndjson.ts'
export type { NdjsonOptions } from './ndjson.ts'
export { sse } from './sse.ts'
export type { ServerSentEvent, SseOptions } from './sse.ts'
