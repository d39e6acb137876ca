import type { TypedAttributes } from './decoded.ts'

/** How much the HTTP conventions ask for an attribute; `conditional`: there exactly where its condition holds. */
type Level = 'required' | 'conditional' | 'recommended' | 'opt-in'

/** What the conventions say of one attribute. */
export interface AttributeRule {
  readonly name: string
  readonly type: 'string' | 'int'
  readonly level: Level
  readonly when?: (attributes: TypedAttributes) => boolean
  readonly fits?: (value: unknown) => boolean
}

const METHODS = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|QUERY|_OTHER)$/

export const valueOf = (attributes: TypedAttributes, name: string): unknown => attributes[name]?.value
const failed = (attributes: TypedAttributes): boolean => Number(valueOf(attributes, 'http.response.status_code')) >= 400

const METHOD: AttributeRule = {
  name: 'http.request.method',
  type: 'string',
  level: 'required',
  fits: (value) => METHODS.test(String(value)),
}
const ADDRESS: AttributeRule = {
  name: 'server.address',
  type: 'string',
  level: 'required',
  fits: (value) => value !== '',
}
const PORT: AttributeRule = {
  name: 'server.port',
  type: 'int',
  level: 'required',
  fits: (value) => Number(value) > 0 && Number(value) < 65_536,
}
const STATUS: AttributeRule = {
  name: 'http.response.status_code',
  type: 'int',
  level: 'recommended',
  fits: (value) => Number(value) >= 100 && Number(value) <= 599,
}
/** The status as text, or an identifier of few values. It may be there without a status: then no answer came. */
const ERROR_TYPE: AttributeRule = {
  name: 'error.type',
  type: 'string',
  level: 'recommended',
  fits: (value) => /^([45]\d\d|[a-z]+)$/.test(String(value)),
}
const TEMPLATE: AttributeRule = {
  name: 'url.template',
  type: 'string',
  level: 'opt-in',
  fits: (value) => String(value).startsWith('/') && !String(value).includes('?'),
}

/** Of a CLIENT span. */
export const SPAN_ATTRIBUTES: readonly AttributeRule[] = [
  METHOD,
  ADDRESS,
  PORT,
  STATUS,
  ERROR_TYPE,
  TEMPLATE,
  {
    name: 'url.full',
    type: 'string',
    level: 'required',
    fits: (value) =>
      URL.canParse(String(value)) &&
      !/^\w+:\/\/(?!REDACTED:REDACTED@)[^/?#]*@/.test(String(value)) &&
      !/#/.test(String(value)),
  },
  {
    name: 'http.request.method_original',
    type: 'string',
    level: 'conditional',
    when: (attributes) => valueOf(attributes, 'http.request.method') === '_OTHER',
  },
  { name: 'http.request.resend_count', type: 'int', level: 'recommended', fits: (value) => Number(value) >= 1 },
  { name: 'graphql.operation.name', type: 'string', level: 'opt-in' },
  {
    name: 'graphql.operation.type',
    type: 'string',
    level: 'opt-in',
    fits: (value) => /^(query|mutation|subscription)$/.test(String(value)),
  },
]

/** What the conventions say of one metric. */
export interface MetricRule {
  readonly name: string
  readonly unit: string
  readonly kind: 'histogram' | 'sum'
  readonly bounds?: readonly number[]
  readonly attributes: readonly AttributeRule[]
}

const ANSWERED = [METHOD, ADDRESS, PORT, STATUS, ERROR_TYPE, TEMPLATE]

export const METRICS: readonly MetricRule[] = [
  {
    name: 'http.client.request.duration',
    unit: 's',
    kind: 'histogram',
    bounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    attributes: ANSWERED,
  },
  {
    name: 'http.client.active_requests',
    unit: '{request}',
    kind: 'sum',
    attributes: [METHOD, ADDRESS, PORT, TEMPLATE],
  },
  { name: 'http.client.request.body.size', unit: 'By', kind: 'histogram', attributes: ANSWERED },
  { name: 'http.client.response.body.size', unit: 'By', kind: 'histogram', attributes: ANSWERED },
]

/** What holds between attributes, for spans and metrics. */
export const errorFitsStatus = (attributes: TypedAttributes): boolean =>
  !failed(attributes) || valueOf(attributes, 'error.type') === String(valueOf(attributes, 'http.response.status_code'))
