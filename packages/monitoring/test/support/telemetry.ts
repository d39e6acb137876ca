import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  InMemorySpanExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  tracersTo,
} from './sdk.ts'

export { generation } from './sdk.ts'

/** An SDK of which the test reads what it was told. */
export function telemetry() {
  const spans = new InMemorySpanExporter()
  const tracers = tracersTo(spans)
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 })
  const meters = new MeterProvider({ readers: [reader] })
  return {
    tracer: tracers.getTracer('test'),
    meter: meters.getMeter('test'),
    meters,
    spans: (): ReadableSpan[] => spans.getFinishedSpans(),
    async metrics() {
      await reader.forceFlush()
      return (
        exporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? []
      )
    },
    shutdown: () => Promise.all([tracers.shutdown(), meters.shutdown()]),
  }
}
