import { type AnyEndpoint, type DataOf, type EndpointInput, type InputOf, configError } from '@fairlead/core'
import type { Job, Queue } from 'bullmq'
import { type Guards, check, isObject, isText } from '../check.ts'
import { type Priority, classOf, isPriority } from '../priority.ts'
import { type CallJob, checkJson, endpointsOf, jobIdOf, nameOf } from './job.ts'

/** Where calls are stored, and which there are. */
export interface BullmqCallsOptions {
  readonly queue: Pick<Queue, 'add' | 'defaultJobOptions'>
  /** The contract of the client that the workers have. */
  readonly contract: object
}

/** What is said about one stored call. */
export interface StoredCallOptions {
  /** Makes it one call, however often it is added. @defaultValue a fresh UUID */
  readonly idempotencyKey?: string | undefined
  /** Not made before. @defaultValue 0 */
  readonly delayMs?: number | undefined
  /** @defaultValue 'auto' */
  readonly priority?: Priority | undefined
  /** @defaultValue the queue's, else 15 with an exponential backoff from one second: a few hours */
  readonly attempts?: number | undefined
}

type AddArguments<In> =
  // oxlint-disable-next-line typescript/no-empty-object-type -- asks whether every part of the input is optional
  {} extends In ? [input?: In, options?: StoredCallOptions] : [input: In, options?: StoredCallOptions]

/** Calls that are made by workers. */
export interface BullmqCalls {
  /**
   * Stores a call. Once this has answered, it will be made, whatever becomes of this process.
   *
   * @throws `config` for an endpoint that is not in the contract, an input that JSON does not keep, and an unknown option
   */
  add<E extends AnyEndpoint>(endpoint: E, ...call: AddArguments<InputOf<E>>): Promise<Job<CallJob, DataOf<E>>>
}

const OPTIONS: Guards<StoredCallOptions> = {
  idempotencyKey: (value) => isText(value) && value !== '',
  delayMs: (value) => Number.isFinite(value) && (value as number) >= 0,
  priority: isPriority,
  attempts: (value) => Number.isInteger(value) && (value as number) > 0,
}

/**
 * Hands calls to BullMQ, whose workers make them by {@link bullmqProcessor}: durable, on any machine, retried by BullMQ.
 *
 * @throws `config` for an unknown option
 *
 * @example
 * ```ts
 * const calls = bullmqCalls({ queue: new Queue('calls', { connection }), contract })
 * await calls.add(contract.bookings.create, { body: { berth: 7 } }, { delayMs: 60_000 })
 * ```
 */
export function bullmqCalls(options: BullmqCallsOptions): BullmqCalls {
  const { queue, contract } = check('bullmqCalls', options, { queue: isObject, contract: isObject })
  if (!queue || !contract) throw configError('bullmqCalls: it needs `queue` and `contract`')
  const endpoints = endpointsOf(contract)

  return {
    async add(endpoint, ...[input = {}, own = {}]) {
      const { method, path: template } = endpoint
      const name = nameOf(method, template)
      const where = { method, template }
      if (endpoints.get(name) !== endpoint) throw configError('is not in the contract', where)
      check(name, own, OPTIONS)
      const { idempotencyKey: key = crypto.randomUUID(), delayMs = 0, priority = 'auto', attempts } = own
      checkJson(input, where)
      return queue.add(name, { method, template, input: input as EndpointInput, key } satisfies CallJob, {
        attempts: 15,
        backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
        ...queue.defaultJobOptions,
        ...(attempts && { attempts }),
        delay: Math.ceil(delayMs),
        // BullMQ's first is 0, which is none, and then 1.
        priority: 11 - classOf(priority),
        jobId: jobIdOf(key),
      })
    },
  }
}
