import { type Guards, type Plugin, check } from '@fairlead/core'
import { createNames } from '../attributes.ts'
import { createBalance } from '../balance.ts'
import type { Attributes } from '../instruments.ts'
import { measure } from '../measure.ts'
import { measureRequests } from '../requests.ts'
import { type Registry, createRegistry } from './registry.ts'

/** What is measured for Prometheus, and where it is kept. */
export interface PrometheusOptions {
  /** One that other clients write to as well. @defaultValue one of this client alone */
  readonly registry?: Registry | undefined
  /** Labels of all that this client measures, such as `{ client: 'billing' }`. */
  readonly labels?: Attributes | undefined
  /** Path templates that are told apart. @defaultValue 200 */
  readonly maxTemplates?: number | undefined
}

/** The metrics of a client's registry, as `client.prometheus`. */
export type Prometheus = Pick<Registry, 'text' | 'contentType' | 'answer'>

const METHODS = ['text', 'answer', 'measure'] as const
const GUARDS: Guards<PrometheusOptions> = {
  registry: (value) => isObject(value) && METHODS.every((method) => typeof value[method] === 'function'),
  labels: (value) => isObject(value) && Object.entries(value).every(isLabel),
  maxTemplates: (value) => typeof value === 'number' && value > 0,
}

// oxlint-disable-next-line typescript/no-empty-object-type -- no call options
type PrometheusPlugin = Plugin<'prometheus', {}, Prometheus, never>

/**
 * Measures the calls of a client for Prometheus, without an SDK: the metrics that `otel()` has, under the names OpenTelemetry
 * gives them there.
 *
 * @throws `config` for an unknown option
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [prometheus()] })
 * createServer((request, response) => {
 *   const { body, contentType } = client.prometheus.answer(request.headers.accept)
 *   response.setHeader('content-type', contentType).end(body)
 * }).listen(9464)
 * ```
 */
export function prometheus(options: PrometheusOptions = {}): PrometheusPlugin {
  check('prometheus', options, GUARDS)
  const { registry = createRegistry(), labels, maxTemplates = 200 } = options
  const own = labels && { ...labels }
  const sink: Registry['measure'] = own
    ? (instrument, value, attributes) => registry.measure(instrument, value, { ...own, ...attributes })
    : registry.measure
  return {
    name: 'prometheus',
    install(host) {
      const names = createNames(maxTemplates)
      const balance = createBalance(sink)
      const stop = measure(host, balance.measure, names)
      return {
        api: { text: registry.text, contentType: registry.contentType, answer: registry.answer },
        layers: [{ stage: 'trace', handle: measureRequests(balance.measure, names) }],
        dispose() {
          stop()
          balance.close()
        },
      }
    },
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isLabel([name, value]: readonly [string, unknown]): boolean {
  return /^[A-Za-z]\w*$/.test(name) && /^(string|number|boolean)$/.test(typeof value)
}
