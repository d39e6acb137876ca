import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from 'otel-sdk-metrics-2'
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from 'otel-sdk-trace-2'

/** Stands in for `sdk.ts` where the tests run on the generation before. The exporters read the spans of both. */
export function sdkTo(url: string, exporter: SpanExporter = new OTLPTraceExporter({ url: `${url}/v1/traces` })) {
  const tracers = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] })
  const metrics = new OTLPMetricExporter({ url: `${url}/v1/metrics` }) as unknown as PushMetricExporter
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 1_000_000 })
  const meters = new MeterProvider({ readers: [reader] })
  return { tracers, meters }
}
