import type { View } from './call.ts'
import { deliver, failureOf, isOwnView } from './deliver.ts'
import { aborted, endWith } from './detach.ts'
import { type FairleadError, type HttpError, isFairleadError } from './errors.ts'
import type { Next, ProtocolReply } from './plugin.ts'
import { type CallSpec, prepare } from './prepare.ts'
import type { Reply } from './reply.ts'
import type { Operation } from './request.ts'
import type { Schema } from './schema.ts'
import { Scope } from './scope.ts'
import type { Settings } from './settings.ts'
import { type ShownTarget, shownTarget } from './url.ts'

/** Runs one call: input to request, request through the pipeline, reply to what the caller asked for. */
export type Runner = (spec: CallSpec, view: View, schema?: Schema<unknown, unknown>) => Promise<unknown>

/** Makes the runner of a client. */
export function createRunner(settings: Settings, pipeline: Next): Runner {
  const { runtime, events, tags, writes, place } = settings
  let calls = 0
  let clientId: string | undefined

  function begin({ method, endpoint, protocol }: CallSpec, { template, origin }: ShownTarget): Operation {
    // Not when the client is made: workerd gives no random numbers in the global scope.
    clientId ??= runtime.randomUUID().slice(0, 8)
    return {
      id: `${clientId}-${++calls}`,
      method,
      template: protocol?.template ?? endpoint?.path ?? template,
      origin,
      startedAt: runtime.now(),
      detached: false,
      carries: protocol?.carries,
      attempts: [],
    }
  }

  /**
   * Tells what a success changes and makes stale. The server has done it: a mistake in the telling must not make it a failure.
   *
   * @param isKnown whether the data are what the contract says
   */
  function tell({ endpoint, input, session }: CallSpec, isKnown: boolean, data?: unknown): void {
    const source = endpoint?.definition.invalidates
    try {
      if (isKnown && endpoint?.definition.updates)
        writes.announce({ endpoint, input, data, identity: session.session.identity })
      if (source) tags.invalidate(typeof source === 'function' ? source({ ...input, data } as never) : source)
    } catch (error) {
      console.error(error)
    }
  }

  return async (spec, view, schema) => {
    const shown = shownTarget(place, spec.target)
    const operation = begin(spec, shown)
    const scope = new Scope(runtime, operation)
    scope.follow(spec.options.signal, (reason) => aborted({ operation }, reason))
    events.tell?.(operation, 'operation:start', { detached: false, carries: operation.carries })
    let reply: Reply | undefined
    let failure: unknown
    let told = false
    /** It ends when its protocol has read the reply. */
    let isHandedOver = false
    try {
      const request = await prepare(spec, view, settings, operation, scope, shown.href)
      scope.throwIfEnded()
      // A stage that waits without looking at the scope must not hold the caller.
      reply = await scope.race(pipeline(request))
      const { status } = reply
      if (view !== 'fetch' && view !== 'reply' && status >= 400)
        throw await scope.race(failureOf(settings, request, reply))
      const delivered = deliver(settings, request, reply, view, schema)
      const data = delivered instanceof Promise ? await scope.race(delivered) : delivered
      const own = isOwnView(view, schema) ? spec.endpoint?.definition : undefined
      // Only what has been validated is what the contract says it is.
      told = true
      const isKnown = own !== undefined && settings.validation.output === 'strict'
      tell(spec, isKnown, isKnown ? data : undefined)
      const answer = own?.transform ? await scope.race(Promise.resolve(own.transform(data as never))) : data
      scope.stop('total')
      // A protocol makes errors of replies by itself, and they know as much.
      if (view === 'reply') {
        isHandedOver = true
        const ending = { scope, operation, events }
        return protocolReply(data as Reply, operation, (made) => endWith(ending, reply, made))
      }
      if (view !== 'result') return answer
      const { headers, renewed } = reply
      return { ok: true, status, data: answer, headers, ...(renewed && { renewed }) }
    } catch (error) {
      failure = error
      if (!isFairleadError(error)) throw error
      const failed = withFacts(error, operation)
      if (view !== 'result') throw failed
      const { status, data, headers } = (error.kind === 'http' ? error : {}) as Partial<HttpError>
      return { ok: false, status, data, headers, error: failed }
    } finally {
      // The server has done it, although what it said could not be delivered.
      if (!told && (operation.attempts.at(-1)?.status ?? reply?.status ?? 400) < 400) tell(spec, false)
      if (!isHandedOver) endWith({ scope, operation, events }, reply, failure)
    }
  }
}

function protocolReply(reply: Reply, operation: Operation, end: (error?: FairleadError) => void): ProtocolReply {
  let isOver = false
  return {
    ...reply,
    told: (error) => withFacts(error, operation),
    end(error) {
      if (isOver) return
      isOver = true
      end(error)
    },
  }
}

/** Writes onto an error what the call knows and the place that made it did not. */
function withFacts(error: FairleadError, { attempts, verdict }: Operation): FairleadError {
  if (error.attempts) return error
  if (verdict?.notRetried) error.message += `; attempts: ${attempts.length}, not retried: ${verdict.notRetried}`
  return Object.assign(error, { attempts, retryable: false, retriesExhausted: false, ...verdict })
}
