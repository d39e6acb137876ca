import { FairleadError, type RejectedError, type Where, isFairleadError } from './errors.ts'
import type { Reply } from './reply.ts'
import type { CallRequest, Operation } from './request.ts'
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
  { signal, deadlineMs, boundToSession = true, options }: DetachOptions,
  run: (request: CallRequest) => Promise<T>,
): Promise<T> {
  const { session, events, timeouts } = parent
  const { runtime } = parent.scope
  const operation: Operation = {
    ...parent.operation,
    id: `${parent.operation.id}.${runtime.randomUUID().slice(0, 8)}`,
    startedAt: runtime.now(),
    detached: true,
    attempts: [],
    verdict: undefined,
  }
  const scope = new Scope(runtime, operation)
  scope.limit('total', deadlineMs ?? timeouts.totalMs)
  scope.follow(signal, (reason) => aborted(parent, reason))
  if (boundToSession) scope.follow(session.signal, () => sessionEnded(parent.operation))
  const request: CallRequest = {
    ...parent,
    operation,
    scope,
    options: { ...parent.options, ...options },
    onUploadProgress: undefined,
    onDownloadProgress: undefined,
  }
  events.tell?.(operation, 'operation:start', { detached: true, carries: operation.carries })
  let result: T | undefined
  let failure: unknown
  try {
    scope.throwIfEnded()
    result = await scope.race(run(request))
    return result
  } catch (error) {
    failure = error
    throw error
  } finally {
    endWith(request, result as Partial<Reply> | undefined, failure)
  }
}

/** Ends an operation: at once, or with the body of a streamed reply. What still runs in it then is let go. */
export function endWith(
  { scope, operation, events }: Pick<CallRequest, 'scope' | 'operation' | 'events'>,
  reply: Partial<Reply> | undefined,
  failure: unknown,
): void {
  const end = (error: unknown): void => {
    const kind = error === undefined ? undefined : isFairleadError(error) ? error.kind : 'config'
    if (scope.pending) scope.end(new FairleadError('abort', operation, 'the call has ended'))
    scope.close()
    const { attempts, startedAt } = operation
    events.tell?.(operation, 'operation:end', {
      durationMs: scope.runtime.now() - startedAt,
      attempts: attempts.length,
      status: reply?.status,
      error: kind,
      reason: kind === 'rejected' ? (error as RejectedError).reason : undefined,
    })
  }
  if (reply?.settled && failure === undefined) void reply.settled.then(end)
  else end(failure)
}

/** The caller's own abort: `cause` is the reason itself. */
export function aborted({ operation }: Pick<CallRequest, 'operation'>, reason: unknown): FairleadError {
  return new FairleadError('abort', operation, 'aborted by the caller', {}, { cause: reason })
}

/** A `rejected` error of what was open when its session ended. */
export function sessionEnded(where: Where): FairleadError {
  return new FairleadError('rejected', where, 'the session it belonged to has ended', { reason: 'session-ended' })
}
