import type { Runtime } from '@fairlead/core'
import { bodyOf } from '../mock/answer.ts'
import { wait } from '../mock/wait.ts'
import { bodyFor, planFor } from './contract-answer.ts'
import type { Route } from './routes.ts'

/** Makes a Response of what a handler has given. @throws `config`, the signal's reason, or a TypeError as `fetch` does */
export async function perform(
  route: Route,
  given: unknown,
  {
    runtime,
    signal,
    validate,
  }: { readonly runtime: Runtime; readonly signal: AbortSignal; readonly validate: boolean },
): Promise<Response> {
  if (given instanceof Response) return given
  const plan = planFor(route, given)
  const { how, status = 200, headers, delayMs = 0, pieces = [], end } = plan
  // A mistake shows at once, and not after the delay.
  const whole = how === 'reply' ? await bodyFor(route, plan, validate) : undefined
  if (how === 'hang' || delayMs > 0) await wait(how === 'hang' ? Infinity : delayMs, signal, runtime)
  if (how === 'network-error') throw failedFetch()
  const fields = new Headers(headers)
  if (whole?.type && !fields.has('content-type')) fields.set('content-type', whole.type)
  const bodiless = route.endpoint.method === 'HEAD' || [204, 205, 304].includes(status)
  const body = whole
    ? whole.body
    : untilAborted(
        bodyOf({ pieces, ...(end && { end }) }, runtime, () => {}),
        signal,
      )
  return new Response(bodiless ? null : body, { status, headers: fields })
}

/** What `fetch` rejects with when there is no connection. */
export function failedFetch(): TypeError {
  return new TypeError('fetch failed')
}

/** A body that fails with the signal's reason when it aborts, as those of `fetch` do. */
export function untilAborted(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> | null {
  return body && body.pipeThrough(new TransformStream(), { signal })
}
