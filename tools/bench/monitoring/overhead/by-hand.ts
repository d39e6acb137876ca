import { SpanKind, context, createContextKey, trace } from '@opentelemetry/api'
import type { Operation } from '../../overhead/measure.ts'
import { nullSdk } from '../sdk.ts'

const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const bytes = [128, 1_024, 8_192, 65_536, 524_288, 4_194_304, 33_554_432]
/** Keeps other instrumentation from making a second span. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

const template = '/vessels/{…}'
const name = `GET ${template}`

/** A call that is sent with header fields. */
export type SendWith = (headers: Readonly<Record<string, string>>) => Promise<unknown>

/**
 * The spans, contexts, header fields and records of `otel()`, one for one, written into the program around its call by somebody
 * who knows what it asks for and what comes.
 */
export async function byHand(call: SendWith): Promise<Operation> {
  const { tracer, meter } = await nullSdk()
  const buckets = (explicitBucketBoundaries: number[]) => ({ advice: { explicitBucketBoundaries } })
  const active = meter.createUpDownCounter('http.client.active_requests')
  const durations = meter.createHistogram('http.client.request.duration', buckets(seconds))
  const sizes = meter.createHistogram('http.client.response.body.size', buckets(bytes))
  const calls = meter.createHistogram('fairlead.call.duration', buckets(seconds))
  const server = { 'server.address': 'harbour.example', 'server.port': 443 }
  const asked = { 'http.request.method': 'GET', ...server }

  return async () => {
    const parent = context.active()
    const operation = tracer.startSpan(name, { kind: SpanKind.INTERNAL }, parent)
    const within = trace.setSpan(parent, operation)
    const quiet = within.setValue(SUPPRESS_TRACING, true)
    const startTime = performance.timeOrigin + performance.now()
    const attributes = { ...asked, 'url.template': template, 'url.full': 'https://harbour.example/vessels/7' }
    const request = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes, startTime }, within)
    active.add(1, asked)
    const { traceId, spanId, traceFlags } = request.spanContext()
    const traceparent = `00-${traceId}-${spanId}-0${traceFlags & 1}`
    const answer = await context.with(quiet, () => call({ traceparent }))
    const endTime = performance.timeOrigin + performance.now()
    const told = { 'http.response.status_code': 200 }
    request.setAttributes(told)
    request.end(endTime)
    active.add(-1, asked)
    const all = { ...asked, 'url.template': template, ...told }
    durations.record((endTime - startTime) / 1_000, all)
    sizes.record(53, all)
    operation.setAttribute('fairlead.attempts', 1)
    operation.end()
    calls.record((endTime - startTime) / 1_000, { method: 'GET', template, ...server })
    return answer
  }
}
