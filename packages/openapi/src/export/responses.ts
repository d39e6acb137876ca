import { type AnyEndpoint, type AnySchema, type EndpointView, isAsText } from '@fairlead/core'
import { isObject } from '../document/json-schema.ts'
import type { HeaderObject, MediaType, ResponseObject } from '../document/openapi.ts'
import { phraseOf } from './phrases.ts'
import type { OperationDocs, ResponseDocs } from './options.ts'
import type { At, Writer } from './parameters.ts'
import { saysNothing } from './request-body.ts'

const MEDIA_TYPES: Readonly<Record<EndpointView, string>> = {
  json: 'application/json',
  text: 'text/plain',
  bytes: 'application/octet-stream',
  blob: 'application/octet-stream',
  stream: 'text/event-stream',
}

/** The answers of an endpoint: exact statuses in order, then ranges, then `default`. */
export function responsesOf(
  endpoint: AnyEndpoint,
  at: At,
  docs: NonNullable<OperationDocs['responses']>,
  failureType: string,
  writer: Writer,
): Record<string, ResponseObject> {
  const declared = endpoint.definition.responses ?? {}
  // A document has at least one answer. Of this one nothing is known.
  const answers = {
    ...(Object.keys(declared).length > 0 ? declared : { '2XX': unknownSuccess(endpoint) }),
    // A cache that has the answer already is told so, and no caller: it is in no contract.
    ...('304' in docs && { 304: declared[304] ?? null }),
  }
  for (const status of Object.keys(docs)) {
    if (status in answers) continue
    const there = Object.keys(answers).join(', ')
    writer.problems.add(
      `${at.where}: the options describe an answer '${status}' that the contract does not have (there are: ${there})`,
    )
  }
  const entries = Object.entries(answers as Record<string, AnySchema | null>).toSorted(([one], [other]) =>
    rankOf(one) < rankOf(other) ? -1 : 1,
  )
  return Object.fromEntries(
    entries.map(([status, schema]) => [
      status,
      responseOf(endpoint, status, schema, at, docs[status], failureType, writer),
    ]),
  )
}

function rankOf(status: string): string {
  return /^\d+$/.test(status) ? `0${status}` : status === 'default' ? '2' : `1${status}`
}

const ANYTHING: AnySchema = {
  '~standard': { vendor: 'fairlead', version: 1, validate: (value: unknown) => ({ value }) },
}

function unknownSuccess({ method, definition }: AnyEndpoint): AnySchema | null {
  return method === 'HEAD' || (definition.view ?? 'json') === 'json' ? null : ANYTHING
}

function responseOf(
  { method, definition }: AnyEndpoint,
  status: string,
  schema: AnySchema | null,
  at: At,
  docs: ResponseDocs = {},
  failureType: string,
  { describe }: Writer,
): ResponseObject {
  const isSuccess = status.startsWith('2')
  const view = (definition.view ?? 'json') as EndpointView
  const isBytes = isSuccess && (view === 'bytes' || view === 'blob')
  const own: Record<string, MediaType> = {}
  if (schema && method !== 'HEAD') {
    const shown = describe(schema, {
      direction: 'answer',
      where: `${at.where}, response ${status}`,
      name: `${at.name}${status}`,
      written: isBytes ? 'bytes' : 'json',
    })
    const isNothing = isObject(shown) && isObject(shown.not) && Object.keys(shown.not).length === 0
    const { example, examples } = docs
    if (!isNothing) {
      const usual = isSuccess ? (accepted(definition.accept) ?? MEDIA_TYPES[view]) : failureType
      own[docs.contentType ?? (isAsText(schema) ? MEDIA_TYPES.text : usual)] = {
        ...(!(isBytes && saysNothing(shown)) && { schema: shown }),
        ...(example !== undefined && { example }),
        ...(examples && { examples }),
      }
    }
  }
  const content = { ...own, ...docs.content }
  const headers = docs.headers ?? (status === '429' ? WHEN_TO_COME_BACK : {})
  return {
    description: docs.description ?? phraseOf(status),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(content).length > 0 && { content }),
  }
}

/** The media type that an Accept field asks for, where it asks for one. */
function accepted(accept: string | undefined): string | undefined {
  return accept !== undefined && /^[^\s,;*]+$/.test(accept) ? accept : undefined
}

/** What the client reads of an answer 429, and every retry and queue waits for. */
const WHEN_TO_COME_BACK: Readonly<Record<string, HeaderObject>> = {
  'Retry-After': {
    description: 'The seconds to wait, or the date to wait for (RFC 9110).',
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'Of each limit what is left (r) and for how many seconds (t), such as `"default";r=0;t=30`.',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: 'Of each limit its quota (q) and its window in seconds (w), such as `"default";q=100;w=60`.',
    schema: { type: 'string' },
  },
}
