import {
  type AnyEndpoint,
  type CallOptions,
  type CoreError,
  type EndpointInput,
  configError,
  isFairleadError,
  outcomeOfStatus,
  platformRuntime,
} from '@fairlead/core'
import { DelayedError, type Job, UnrecoverableError } from 'bullmq'
import { type CallJob, endpointsOf, nameOf } from './job.ts'

/** The client that makes the calls, with its limits, its breaker and its session. */
export interface CallingClient {
  readonly contract: object
  request(endpoint: AnyEndpoint, input?: EndpointInput, options?: CallOptions): PromiseLike<unknown>
}

/** What a BullMQ worker runs for each job. */
export type CallProcessor = (job: Job<CallJob>, token?: string, signal?: AbortSignal) => Promise<unknown>

/**
 * Makes what a BullMQ `Worker` runs to make stored calls: each with its own Idempotency-Key, so that a job that was begun by
 * a worker that died is applied once. BullMQ retries, core does not. A refusal fails the job for good; a time that the
 * server or the client's own queue names delays it, and costs no attempt.
 *
 * @example
 * ```ts
 * new Worker('calls', bullmqProcessor(client), { connection, maxStalledCount: 10 })
 * ```
 */
export function bullmqProcessor(client: CallingClient): CallProcessor {
  const endpoints = endpointsOf(client.contract)

  // BullMQ makes a signal for who takes three arguments.
  return async (job, token, signal) => {
    const { method, template, input, key } = job.data
    const endpoint = endpoints.get(nameOf(method, template))
    // Not for good: this worker may be the older one of two.
    if (!endpoint) throw configError('is not in the contract of this worker', { method, template })
    try {
      return await client.request(endpoint, input, { idempotencyKey: key, retry: false, signal })
    } catch (error) {
      if (!isFairleadError(error)) throw error
      const { retryAt = 0, message } = error
      if (retryAt > platformRuntime.now()) {
        await job.moveToDelayed(retryAt, token)
        throw new DelayedError()
      }
      throw isFinal(error, job) ? Object.assign(new UnrecoverableError(message), { cause: error }) : error
    }
  }
}

/** Whether the same call would end in the same way again. */
function isFinal(error: CoreError, { attemptsStarted }: Job): boolean {
  if (error.kind !== 'http') return ['validation', 'decode', 'config'].includes(error.kind)
  // The first try, of a worker that died, may be still under way (draft-ietf-httpapi-idempotency-key-header).
  if (error.status === 409 && attemptsStarted > 1) return false
  return outcomeOfStatus(error.status) === 'refused'
}
