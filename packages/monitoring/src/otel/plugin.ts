import { type Guards, type Host, type Layer, type Plugin, check } from '@fairlead/core'
import { type Context, type Meter, type Tracer, context, trace } from '@opentelemetry/api'
import { createNames } from '../attributes.ts'
import { measure } from '../measure.ts'
import { measureRequests } from '../requests.ts'
import { safely } from '../safely.ts'
import { createPreciseClock } from './clock.ts'
import { createOperationSpans } from './operation-spans.ts'
import { createRedactor } from './redact.ts'
import { createRequestSpans } from './request-spans.ts'
import { meterSink } from './sink.ts'

/** What is told to OpenTelemetry, and where trace context goes. */
export interface OtelOptions {
  /** `false`: no spans. @defaultValue the global provider's */
  readonly tracer?: Tracer | false | undefined
  /** `false`: no metrics. @defaultValue the global provider's */
  readonly meter?: Meter | false | undefined
  /**
   * Origins that are given `traceparent`, `tracestate` and `baggage`; another one may refuse a request because of them (CORS).
   *
   * @defaultValue the page's own; where there is no page, that of the client's base URL
   */
  readonly propagate?: readonly string[] | undefined
  /** Query keys whose values are taken out of URLs, beside those of the conventions and the usual names of tokens. */
  readonly redact?: readonly string[] | undefined
  /** Path templates that are told apart in span names and metrics. @defaultValue 200 */
  readonly maxTemplates?: number | undefined
}

const NAME = '@fairlead/monitoring'
const isTool = (value: unknown): boolean => value === false || (typeof value === 'object' && value !== null)
const isOrigin = (value: unknown): boolean => /^https?:/.test(URL.parse(String(value))?.origin ?? '')
const GUARDS: Guards<OtelOptions> = {
  tracer: isTool,
  meter: isTool,
  propagate: (value) => Array.isArray(value) && value.every(isOrigin),
  redact: Array.isArray,
  maxTemplates: (value) => typeof value === 'number' && value > 0,
}
const isContext = (value: unknown): value is Context =>
  typeof value === 'object' && value !== null && 'getValue' in value && 'setValue' in value

type OtelTable = { readonly traceContext: typeof isContext }

/**
 * Tells OpenTelemetry of calls: one span for each, INTERNAL, and in it one CLIENT span for each attempt, as the HTTP conventions
 * say; and their metrics. Works with whatever SDK the program has, and without any does nothing. A call has the active context
 * as its parent, or the one its option `traceContext` gives.
 *
 * @throws `config` for an unknown option
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [otel()] })
 * await client.get('/vessels', { traceContext: trace.setSpan(context.active(), span) })
 * ```
 */
export function otel(options: OtelOptions = {}): Plugin<'otel', OtelTable, undefined, never> {
  check('otel', options, GUARDS)
  const { tracer = trace.getTracer(NAME), meter, maxTemplates = 200 } = options
  return {
    name: 'otel',
    options: { traceContext: isContext },
    install(host) {
      const names = createNames(maxTemplates)
      const balance = meter === false ? undefined : meterSink(meter, NAME)
      const ends: (() => void)[] = []
      const layers: Layer[] = []
      if (tracer) {
        const operations = createOperationSpans(tracer, names)
        ends.push(host.observe(operations.hear), operations.close)
        layers.push({
          stage: 'observe',
          handle(asked, next) {
            const parent = (asked.options['traceContext'] as Context | undefined) ?? context.active()
            // What has ended while another plugin let it wait is told of no more.
            if (asked.scope.endedBy === undefined) safely(() => operations.begin(asked.operation, parent))
            return next(asked)
          },
        })
        const request = createRequestSpans({
          tracer,
          operations,
          names,
          measure: balance?.measure,
          now: createPreciseClock(),
          redact: createRedactor(options.redact),
          isTold: toldOrigins(options.propagate, host),
        })
        let isOver = false
        ends.push(() => (isOver = true))
        layers.push({ stage: 'trace', handle: (asked, next) => (isOver ? next(asked) : request(asked, next)) })
      } else if (balance) layers.push({ stage: 'trace', handle: measureRequests(balance.measure, names) })
      if (balance) ends.push(measure(host, balance.measure, names), balance.close)
      return {
        layers,
        dispose() {
          for (const end of ends) end()
        },
      }
    },
  }
}

/** Which origins trace context goes to. */
function toldOrigins(given: readonly string[] | undefined, host: Host): (origin: string) => boolean {
  const page = (globalThis as { readonly location?: { readonly origin?: string } }).location?.origin
  // A page of no origin, as a file is, has none of its own: `null` is nobody's.
  const own = page ?? host.origin
  const origins = new Set(given ? given.map((origin) => URL.parse(origin)?.origin ?? origin) : [own])
  return (origin) => origins.has(origin)
}
