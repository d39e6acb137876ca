import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

/** Of which generation these tests are. */
export const generation: number = 3

export {
  AggregationTemporality,
  InMemoryMetricExporter,
  InMemorySpanExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
}

/** A provider of tracers that exports each span as it ends. */
export function tracersTo(exporter: InMemorySpanExporter): TracerProvider {
  return new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
}
