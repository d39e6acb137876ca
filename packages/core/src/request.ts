import type { AnyEndpoint, EndpointInput } from './endpoint.ts'
import type { AttemptRecord, RetryRefusal, Where } from './errors.ts'
import type { EventStream } from './events.ts'
import type { Outcome } from './outcome.ts'
import type { ProgressListener } from './read.ts'
import type { Reply } from './reply.ts'
import type { RetryPolicy } from './retry.ts'
import type { ClockSettings, Scope } from './scope.ts'
import type { CapturedSession } from './session.ts'

/** Header fields by lower-case name. */
export type HeaderFields = Readonly<Record<string, string>>

/** A body ready to be sent: a value that can be sent again, or a factory that makes it anew for each attempt. */
export interface EncodedBody {
  /** Undefined where the platform knows better, as for multipart. */
  readonly type?: string | undefined
  /** Whether another attempt can send the same bytes. */
  readonly replayable: boolean
  /** The body itself, where it is the same for each attempt. */
  readonly value?: BodyInit | undefined
  /** The body of one attempt. */
  open(): BodyInit
}

/** The operation of another protocol that a call carries, such as one of GraphQL. No value of the user is in it. */
export interface CarriedOperation {
  /** Such as `graphql`. */
  readonly protocol: string
  /** Such as `query`: one of few. */
  readonly type: string
  readonly name: string | undefined
}

/** What all attempts of a call share and learn. */
export interface Operation extends Where {
  readonly id: string
  readonly origin: string
  readonly startedAt: number
  readonly detached: boolean
  readonly carries?: CarriedOperation | undefined
  readonly attempts: AttemptRecord[]
  /** What the retry layer found out about the last attempt. */
  verdict?: RetryVerdict | undefined
}

/** Why a failure is final here, and whether it must be for the caller. */
export interface RetryVerdict {
  readonly retryable: boolean
  readonly retriesExhausted: boolean
  readonly notRetried?: RetryRefusal
  readonly retryAt?: number
}

/** Options of fetch that are passed on as they are. */
export type FetchInit = Pick<
  RequestInit,
  'cache' | 'credentials' | 'integrity' | 'keepalive' | 'mode' | 'priority' | 'redirect' | 'referrer' | 'referrerPolicy'
>

/** A call on its way through the stages. Layers pass on changed copies. */
export interface CallRequest {
  readonly operation: Operation
  /** The number of the attempt that it is, from 1; none before stage `attempt`. */
  readonly attempt?: number
  readonly method: string
  readonly url: string
  readonly headers: HeaderFields
  readonly body: EncodedBody | undefined
  readonly endpoint: AnyEndpoint | undefined
  readonly input: EndpointInput
  /** The call's own options, plugins' included, as the caller gave them. */
  readonly options: Readonly<Record<string, unknown>>
  /** Whether a success's body goes to the caller unread; `always`: a failure's too. */
  readonly streamed: boolean | 'always'

  readonly auth: 'session' | 'public'
  readonly session: CapturedSession
  /** The clocks and signals in force: those of the call, and after `admit` those of the attempt. */
  readonly scope: Scope
  /** Where the call is told of. */
  readonly events: EventStream
  readonly timeouts: ClockSettings
  /** Decoded bytes. Undefined: the default of what becomes of the body. */
  readonly maxResponseBytes: number | undefined
  readonly retry: RetryPolicy | undefined
  /** Whether repeating the call changes nothing more: by its method, its contract or its key. */
  readonly repeatable: boolean
  /** A protocol's own judgement of its replies, such as GraphQL's. */
  readonly classify?: (reply: Reply) => Outcome | undefined
  readonly init: FetchInit
  /** Lower-case names of fields that prove who calls, whatever they are called: they go to no other origin. */
  readonly secretHeaders?: readonly string[]
  readonly onUploadProgress: ProgressListener | undefined
  readonly onDownloadProgress: ProgressListener | undefined
  /**
   * Told of the trip of each attempt as it begins. A trip may outlive the attempt that gave it up: what is bounded is
   * the work that runs, not the callers that wait.
   */
  readonly onTrip?: ((trip: Promise<Reply>) => void) | undefined
}
