import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

/** Providers that send to a receiver over OTLP. */
export function sdkTo(
  url: string,
  exporter: SpanExporter = new OTLPTraceExporter({ url: `${url}/v1/traces` }),
  more: readonly SpanProcessor[] = [],
) {
  const tracers = new TracerProvider({ spanProcessors: [...more, new BatchSpanProcessor({ exporter })] })
  const metrics = new OTLPMetricExporter({ url: `${url}/v1/metrics` })
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 1_000_000 })
  const meters = new MeterProvider({ readers: [reader] })
  return { tracers, meters }
}
