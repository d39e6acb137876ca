import { FairleadError } from './errors.ts'
import type { Reply } from './reply.ts'
import type { CallRequest } from './request.ts'
import { Scope } from './scope.ts'

/** How detached work runs. */
export interface DetachOptions {
  /** Ends the work, beside its deadline and the session. */
  readonly signal?: AbortSignal
  /** Milliseconds for all of it. @defaultValue the client's `totalMs` */
  readonly deadlineMs?: number
  /** Auth's own calls outlive an epoch: they are what begins the next one. @defaultValue true */
  readonly boundToSession?: boolean
  /** Laid over the parent's call options. */
  readonly options?: Readonly<Record<string, unknown>>
}

/**
 * Runs work that belongs to no caller (a background revalidation, a shared flight, an outbox send): with its own id and
 * deadline, ended by its own signal and by the session, never by the abort of the call that began it.
 */
export async function detach<T>(
  parent: CallRequest,
  { signal, deadlineMs = parent.timeouts.totalMs, boundToSession = true, options }: DetachOptions,
  run: (request: CallRequest) => Promise<T>,
): Promise<T> {
  const { operation, session } = parent
  const scope = new Scope(parent.scope.runtime, operation)
  scope.limit('total', deadlineMs)
  scope.follow(signal, (reason) => aborted(parent, reason))
  if (boundToSession) scope.follow(session.signal, () => sessionEnded(parent))
  const request: CallRequest = {
    ...parent,
    operation: {
      id: `${operation.id}.${scope.runtime.randomUUID().slice(0, 8)}`,
      method: operation.method,
      template: operation.template,
      origin: operation.origin,
      startedAt: scope.runtime.now(),
      detached: true,
      attempts: [],
    },
    scope,
    options: { ...parent.options, ...options },
    onUploadProgress: undefined,
    onDownloadProgress: undefined,
  }
  try {
    scope.throwIfEnded()
    const result = await scope.race(run(request))
    // A streamed reply keeps its own clocks until it has ended.
    const settled = (result as Partial<Reply> | undefined)?.settled
    if (settled) void settled.then(() => scope.close())
    else scope.close()
    return result
  } catch (error) {
    scope.close()
    throw error
  }
}

/** The caller's own abort: `cause` is the reason itself. */
export function aborted({ operation }: Pick<CallRequest, 'operation'>, reason: unknown): FairleadError {
  return new FairleadError('abort', operation, 'aborted by the caller', {}, { cause: reason })
}

/** The session the call belonged to has ended. */
export function sessionEnded({ operation }: Pick<CallRequest, 'operation'>): FairleadError {
  return new FairleadError('rejected', operation, 'the session it belonged to has ended', { reason: 'session-ended' })
}
