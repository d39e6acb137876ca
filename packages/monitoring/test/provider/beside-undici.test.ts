import { createClient } from '@fairlead/core'
import { otel } from '@fairlead/monitoring/otel'
import { SpanKind, context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { telemetry } from '../support/telemetry.ts'
import { startHarbour } from './otlp/harbour.ts'

afterEach(() => context.disable())

/** A program with the instrumentation of Node's fetch on, and a harbour. */
async function beside() {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const told = telemetry()
  const harbour = await startHarbour()
  const instrumentation = new UndiciInstrumentation()
  const tracerProvider = { getTracer: () => told.tracer }
  instrumentation.setTracerProvider(tracerProvider)
  onTestFinished(async () => {
    instrumentation.disable()
    await Promise.all([told.shutdown(), harbour.close()])
  })
  const requests = () => told.spans().filter(({ kind }) => kind === SpanKind.CLIENT)
  return { told, harbour, requests }
}

describe('beside the instrumentation of undici', () => {
  test('each attempt has one CLIENT span, which is ours, and one trace context', async () => {
    const { told, harbour, requests } = await beside()
    const client = createClient({ baseUrl: harbour.url, plugins: [otel({ tracer: told.tracer, meter: told.meter })] })
    await client.get('/flaky')
    await client.get('/ok')
    await client.get('/moved')
    await new Response(await client.get('/log').stream()).text()
    await client.dispose()
    expect(requests().map(({ name }) => name)).toEqual([
      'GET /flaky',
      'GET /flaky',
      'GET /ok',
      'GET /moved',
      'GET /log',
    ])
    const ids = requests().map((span) => span.spanContext())
    const contexts = new Set(ids.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`))
    const wrong = harbour.asked.filter(({ headers }) => !contexts.has(String(headers['traceparent'])))
    expect([harbour.asked.length, wrong]).toEqual([6, []])
  })

  test('the instrumentation sees what is not ours', async () => {
    const { harbour, requests } = await beside()
    await (await fetch(`${harbour.url}/ok`)).text()
    expect(requests().map(({ name }) => name)).toEqual(['GET'])
  })

  test('it would make a second one of each without us', async () => {
    const { harbour, requests } = await beside()
    const client = createClient({ baseUrl: harbour.url })
    await client.get('/ok')
    await client.dispose()
    expect(requests()).toHaveLength(1)
  })
})
