import type { Meter, Tracer } from '@opentelemetry/api'

/** An SDK whose exporters throw away what they are given. */
export async function nullSdk(): Promise<{ readonly tracer: Tracer; readonly meter: Meter }> {
  const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace')
  const { MeterProvider, PeriodicExportingMetricReader, AggregationTemporality } =
    await import('@opentelemetry/sdk-metrics')
  const nothing = async (): Promise<void> => undefined
  const exporter = {
    export: (_: unknown, done: (result: { readonly code: number }) => void) => done({ code: 0 }),
    forceFlush: nothing,
    shutdown: nothing,
    selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
  }
  // One trip in a thousand sets its timer off: the queue holds what is made meanwhile.
  const spanProcessors = [new BatchSpanProcessor({ exporter, maxQueueSize: 100_000 })]
  const readers = [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000 })]
  return {
    tracer: new TracerProvider({ spanProcessors }).getTracer('bench'),
    meter: new MeterProvider({ readers }).getMeter('bench'),
  }
}
