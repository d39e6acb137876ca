import { createRequire } from 'node:module'
import type * as MetricExporters from '@opentelemetry/exporter-metrics-otlp-proto'
import type * as TraceExporters from '@opentelemetry/exporter-trace-otlp-proto'
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from 'otel-sdk-metrics-2'
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter, type SpanProcessor } from 'otel-sdk-trace-2'

// As CommonJS: their modules ask the API for names of logs, which this generation's has not and traces do not need.
const require = createRequire(import.meta.url)
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto') as typeof TraceExporters
const { OTLPMetricExporter } = require('@opentelemetry/exporter-metrics-otlp-proto') as typeof MetricExporters

/** Stands in for `sdk.ts` where the tests run on the generation before. The exporters read what both make. */
export function sdkTo(
  url: string,
  exporter: SpanExporter = new OTLPTraceExporter({ url: `${url}/v1/traces` }),
  more: readonly SpanProcessor[] = [],
) {
  const tracers = new BasicTracerProvider({ spanProcessors: [...more, new BatchSpanProcessor(exporter)] })
  const metrics = new OTLPMetricExporter({ url: `${url}/v1/metrics` }) as unknown as PushMetricExporter
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 1_000_000 })
  const meters = new MeterProvider({ readers: [reader] })
  return { tracers, meters }
}
