import { createClient } from '@fairlead/core'
import { otel } from '@fairlead/monitoring/otel'
import { connectFaults } from '@fairlead/testing/conformance'
import { SpanKind, type TextMapPropagator, context, isSpanContextValid, propagation, trace } from '@opentelemetry/api'
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { expect, inject, onTestFinished, test } from 'vitest'

/** Writes what the W3C says; what an SDK brings looks at the same mark before it does. */
const suppressed = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING')
const w3c: TextMapPropagator = {
  inject(from, carrier, setter) {
    const spanContext = trace.getSpanContext(from)
    if (!spanContext || from.getValue(suppressed) === true || !isSpanContextValid(spanContext)) return
    setter.set(carrier, 'traceparent', `00-${spanContext.traceId}-${spanContext.spanId}-01`)
  },
  extract: (from) => from,
  fields: () => ['traceparent'],
}

/** A page with the instrumentation of fetch on, and a server that is asked twice. */
async function beside() {
  const server = await connectFaults(inject('faultServer'))
  const { path, journal } = await server.script({ status: 503, headers: { 'retry-after': '0' } }, { json: 1 })
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const instrumentation = new FetchInstrumentation({ propagateTraceHeaderCorsUrls: [/.*/] })
  instrumentation.setTracerProvider(provider)
  instrumentation.enable()
  context.setGlobalContextManager(new StackContextManager().enable())
  propagation.setGlobalPropagator(w3c)
  onTestFinished(async () => {
    instrumentation.disable()
    context.disable()
    propagation.disable()
    await provider.shutdown()
  })
  const tracer = provider.getTracer('page')
  const requests = () => exporter.getFinishedSpans().filter(({ kind }) => kind === SpanKind.CLIENT)
  const settled = () => new Promise((resolve) => setTimeout(resolve, 600))
  return { origin: server.origin, path, journal, tracer, requests, settled }
}

test.each([
  ['GET', undefined],
  ['PUT', { name: 'Ida' }],
])('each attempt of a page, by %s, has one CLIENT span, which is ours, and one trace context', async (method, body) => {
  const { origin, path, journal, tracer, requests, settled } = await beside()
  const client = createClient({ baseUrl: origin, plugins: [otel({ tracer, meter: false, propagate: [origin] })] })
  const ask = body ? client.put(path, { body }) : client.get(path)
  expect(await ask).toBe(1)
  await client.dispose()
  // The instrumentation ends its spans a while after the answer.
  await settled()
  const spans = requests()
  expect(spans.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([503, 200])
  const contexts = spans.map((span) => `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`)
  const seen = (await journal()).filter((each) => each.method === method)
  expect(seen.map(({ headers }) => headers['traceparent'])).toEqual(contexts)
})

test('the instrumentation sees what is not ours', async () => {
  const { origin, path, journal, requests, settled } = await beside()
  await (await fetch(`${origin}${path}`)).text()
  await settled()
  expect(requests()).toHaveLength(1)
  const seen = (await journal()).filter(({ method }) => method === 'GET')
  expect(seen.map(({ headers }) => typeof headers['traceparent'])).toEqual(['string'])
})
