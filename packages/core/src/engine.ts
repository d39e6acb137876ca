import type { View } from './call.ts'
import { CALL_OPTIONS } from './call.ts'
import { Delivery } from './deliver.ts'
import { aborted } from './detach.ts'
import { type ErrorKind, FairleadError, type HttpError, type RetryRefusal, isFairleadError } from './errors.ts'
import type { EventStream } from './events.ts'
import { callEvent } from './operation.ts'
import type { Next } from './plugin.ts'
import { type CallSpec, checkInput, checkOptions, laidOver, prepare } from './prepare.ts'
import type { Reply } from './reply.ts'
import type { CallRequest, Operation } from './request.ts'
import type { Schema } from './schema.ts'
import { Scope } from './scope.ts'
import type { Settings } from './settings.ts'
import type { Tags } from './tags.ts'
import { shownPath } from './url.ts'

const REFUSALS: { readonly [reason in RetryRefusal]?: string } = {
  'one-shot-body': 'the body is a one-shot stream; pass a function that makes a new one',
  budget: 'the retry budget of this origin is spent',
  deadline: 'the wait would outlive the deadline',
  'wait-too-long': 'the server asks for too long a wait, see retryAt',
}

/** Runs calls: input to request, request through the pipeline, reply to what the caller asked for. */
export class Engine {
  readonly #settings: Settings
  readonly #events: EventStream
  readonly #tags: Tags
  readonly #pipeline: Next
  readonly #delivery: Delivery
  #calls = 0
  #clientId: string | undefined

  constructor(settings: Settings, events: EventStream, tags: Tags, pipeline: Next) {
    this.#settings = settings
    this.#events = events
    this.#tags = tags
    this.#pipeline = pipeline
    this.#delivery = new Delivery(settings, (request, direction, part, paths) => this.#report(request, direction, part, paths))
  }

  /** Runs one call to the answer in its view. */
  async run(spec: CallSpec, view: View, schema?: Schema<never, unknown>): Promise<unknown> {
    const { runtime } = this.#settings
    const operation = this.#begin(spec)
    const scope = new Scope(runtime, operation)
    scope.follow(spec.options.signal, (reason) => aborted({ operation }, reason))
    let reply: Reply | undefined
    let failure: ErrorKind | undefined
    if (this.#events.observed) this.#events.emit({ ...callEvent({ operation, scope }), type: 'operation:start', detached: false })
    try {
      const request = await this.#prepare(spec, view, operation, scope)
      scope.throwIfEnded()
      reply = await this.#pipeline(request)
      return await this.#settle(request, reply, view, schema)
    } catch (error) {
      if (!isFairleadError(error)) throw error
      failure = error.kind
      const failed = withFacts(error, operation)
      if (view !== 'result') throw failed
      const { status, data, headers } = error.kind === 'http' ? error : ({} as Partial<HttpError>)
      return { ok: false, status, data, headers, error: failed }
    } finally {
      const end = (): void => this.#end(operation, scope, reply, failure)
      if (reply?.settled && !failure) void reply.settled.then(end)
      else end()
    }
  }

  #begin({ method, target, endpoint }: CallSpec): Operation {
    this.#clientId ??= this.#settings.runtime.randomUUID().slice(0, 8)
    return {
      id: `${this.#clientId}-${++this.#calls}`,
      method,
      template: endpoint?.path ?? shownPath(target),
      origin: this.#settings.place.origin,
      startedAt: this.#settings.runtime.now(),
      detached: false,
      attempts: [],
    }
  }

  async #prepare(spec: CallSpec, view: View, operation: Operation, scope: Scope): Promise<CallRequest> {
    const settings = this.#settings
    checkOptions(spec.options, CALL_OPTIONS, settings.optionTables, operation)
    scope.limit('total', laidOver(settings.timeouts, spec.options.timeouts).totalMs)
    const report = (direction: 'input', part: string, paths: readonly string[]): void => this.#report({ operation, scope }, direction, part, paths)
    const input = spec.endpoint ? await scope.race(checkInput(spec, settings, operation, report)) : (spec.input as object)
    return prepare(spec, input, view, settings, operation, scope)
  }

  async #settle(request: CallRequest, reply: Reply, view: View, schema?: Schema<never, unknown>): Promise<unknown> {
    const { status, headers } = reply
    if (view !== 'fetch' && status >= 400) throw await this.#delivery.error(request, reply)
    const data = await this.#delivery.data(request, reply, view, schema)
    request.scope.stop('total')
    this.#invalidate(request, status, data)
    return view === 'result' ? { ok: true, status, data, headers } : data
  }

  #invalidate({ endpoint, input }: CallRequest, status: number, data: unknown): void {
    const source = endpoint?.definition.invalidates
    if (!source || status >= 400) return
    this.#tags.invalidate(typeof source === 'function' ? source({ ...input, data } as never) : source)
  }

  #report(call: Pick<CallRequest, 'operation' | 'scope'>, direction: 'input' | 'output', part: string, paths: readonly string[]): void {
    if (this.#events.observed) this.#events.emit({ ...callEvent(call), type: 'validation', direction, part, paths })
  }

  #end(operation: Operation, scope: Scope, reply: Reply | undefined, error: ErrorKind | undefined): void {
    scope.close()
    if (!this.#events.observed) return
    const event = callEvent({ operation, scope })
    const { attempts } = operation
    this.#events.emit({ ...event, type: 'operation:end', durationMs: event.at - operation.startedAt, attempts: attempts.length, status: reply?.status, error })
  }
}

/** Writes onto an error what the call knows and the place that made it did not. */
function withFacts(error: FairleadError, { attempts, verdict }: Operation): FairleadError {
  if (error.attempts) return error
  const why = verdict?.notRetried && REFUSALS[verdict.notRetried]
  if (why) error.message += `; not retried: ${why}`
  return Object.assign(error, { attempts, retryable: false, retriesExhausted: false, ...verdict })
}
