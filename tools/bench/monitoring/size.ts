import { builtinModules } from 'node:module'
import { type Row, type Table, versionOf } from '../report.ts'
import { bundle } from '../size/bundle.ts'
import { byModule } from '../size/modules.ts'

const ours = `export { monitoring } from '@fairlead/monitoring'
export { otel } from '@fairlead/monitoring/otel'`
const api = '@opentelemetry/api'
const external = ['@fairlead/core', api]
const sdk = `export { TracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace'`

interface Program {
  readonly name: string
  readonly packageName?: string
  readonly program: string
  readonly external?: string[]
  readonly limit?: number
}

const programs: readonly Program[] = [
  { name: 'Fairlead: monitoring and otel, without the API', program: ours, external, limit: 3_000 },
  { name: 'Fairlead: monitoring', program: `export * from '@fairlead/monitoring'`, external },
  { name: 'Fairlead: otel', program: `export * from '@fairlead/monitoring/otel'`, external },
  { name: 'Fairlead: prometheus', program: `export * from '@fairlead/monitoring/prometheus'`, external },
  { name: 'Fairlead: devtools, for development', program: `export * from '@fairlead/monitoring/devtools'`, external },
  {
    name: 'Fairlead: monitoring and otel, with API and trace SDK',
    program: `${ours}\n${sdk}`,
    external: ['@fairlead/core'],
  },
  {
    name: '@opentelemetry/instrumentation-fetch: without the API',
    packageName: '@opentelemetry/instrumentation-fetch',
    program: `export { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch'`,
    external: [api],
  },
  {
    name: '@opentelemetry/instrumentation-fetch: with API and trace SDK',
    packageName: '@opentelemetry/instrumentation-fetch',
    program: `export { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch'\n${sdk}`,
  },
  {
    name: "prom-client: without the API and Node's modules",
    packageName: 'prom-client',
    program: `export { Registry, Histogram, Gauge } from 'prom-client'`,
    external: [api, ...builtinModules],
  },
  {
    name: '@grafana/faro-web-sdk: with its usual instrumentations',
    packageName: '@grafana/faro-web-sdk',
    program: `export { initializeFaro, getWebInstrumentations } from '@grafana/faro-web-sdk'`,
  },
  {
    name: '@sentry/browser: init, tracing',
    packageName: '@sentry/browser',
    program: `export { init, browserTracingIntegration } from '@sentry/browser'`,
  },
]

/** What each weighs in a browser. */
export async function size(): Promise<Table[]> {
  const rows = await Promise.all(
    programs.map(async ({ name, packageName, program, external: out = [], limit }): Promise<Row> => {
      const { gzBytes, minBytes } = await bundle(program, { external: out })
      return {
        name: packageName === undefined ? name : name.replace(packageName, `${packageName} ${versionOf(packageName)}`),
        value: gzBytes,
        columns: { 'B min': minBytes },
        ...(limit !== undefined && { limit }),
      }
    }),
  )
  const all = await bundle(ours)
  const files = new Map([...all.files].filter(([file]) => file.includes('/packages/monitoring/')))
  return [
    {
      title: 'Monitoring, size: esbuild --minify for browsers, gzip -9',
      unit: 'B gz',
      rows,
      notes: [
        'Ours without the HTTP client. Sentry and Faro bring their transports and errors besides; prom-client is for Node.',
        'Faro hears of fetch from the timings of the page (PerformanceInstrumentation), and makes no spans.',
      ],
    },
    {
      title: 'Monitoring and otel, size by source file: bytes that go when the file is replaced by nothing',
      unit: 'B gz',
      rows: await byModule(ours, { ...all, files }),
      notes: ['With a file goes what only it imports; B min is the file alone.'],
    },
  ]
}
