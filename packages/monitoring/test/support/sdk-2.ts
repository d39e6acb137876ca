import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from 'otel-sdk-metrics-2'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from 'otel-sdk-trace-2'

/** Stands in for `sdk.ts` where the tests run on the generation before. */
export const generation: number = 2

export {
  AggregationTemporality,
  InMemoryMetricExporter,
  InMemorySpanExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
}

/** A provider of tracers that exports each span as it ends. */
export function tracersTo(exporter: InMemorySpanExporter): BasicTracerProvider {
  return new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
}
