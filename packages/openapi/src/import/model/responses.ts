import type { EndpointView, Method } from '@fairlead/core'
import { isJsonObject, type JsonObject } from '../../document/json-object.ts'
import type { JsonSchema } from '../../document/json-schema.ts'
import { essenceOf, isConcrete, type Media } from '../../document/media-type.ts'
import type { HeaderObject } from '../../document/openapi.ts'
import { below } from '../../document/pointer.ts'
import type { ResponseDocs } from '../../export/options.ts'
import type { ResponseModel } from '../model.ts'
import { mediaDocs, type Offer, offersOf } from './body.ts'
import { textOf } from './parameters.ts'
import { listUncarried, type Reading } from './reading.ts'

/** The answers of an operation, and how a success is read. */
export interface ResponseParts {
  readonly responses: readonly ResponseModel[]
  readonly view: EndpointView
  readonly accept: string | undefined
  readonly docs: Readonly<Record<string, ResponseDocs>>
}

interface Answer {
  readonly status: ResponseModel['status']
  readonly node: JsonObject
  readonly pointer: string
  readonly offers: readonly Offer[]
}

const SUCCESS: readonly Media[] = ['json', 'events', 'lines', 'text', 'bytes', 'multipart', 'form']
const FAILURE: readonly Media[] = ['json', 'text', 'bytes', 'multipart', 'form', 'lines', 'events']
const VIEWS: Readonly<Record<Media, EndpointView>> = {
  json: 'json',
  events: 'stream',
  lines: 'stream',
  text: 'text',
  bytes: 'bytes',
  multipart: 'bytes',
  form: 'text',
}
/** What a document made of the contract says where nothing else is said. */
const TYPES: Readonly<Record<EndpointView, string>> = {
  json: 'application/json',
  text: 'text/plain',
  bytes: 'application/octet-stream',
  blob: 'application/octet-stream',
  stream: 'text/event-stream',
}

const NOT_MODIFIED = 304

/** Reads the answers of an operation. */
export function readResponses(responses: unknown, pointer: string, method: Method, reading: Reading): ResponseParts {
  const answers = withSuccess(answersOf(responses, pointer, method === 'HEAD', reading))
  const first = answers.filter(isSuccess).flatMap(({ offers }) => preferred(offers, SUCCESS) ?? [])[0]
  const view = first ? VIEWS[first.media] : 'json'
  const accept =
    first && isConcrete(first.type) && essenceOf(first.type) !== 'application/json' ? first.type : undefined
  const read = answers.map((answer) => readAnswer(answer, view, accept, reading))
  const seen = read.filter(({ model: { status } }) => status !== NOT_MODIFIED || !isRead(method))
  for (const { pointer: at } of seen.length < read.length
    ? answers.filter(({ status }) => status === NOT_MODIFIED)
    : []) {
    reading.findings.add(at, 'What a cache is told that has the answer already; a caller gets that answer.', true)
  }
  return {
    responses: seen.map(({ model }) => model),
    view,
    accept,
    docs: Object.fromEntries(read.map(({ model, docs }) => [String(model.status), docs])),
  }
}

function isRead(method: Method): boolean {
  return method === 'GET' || method === 'HEAD'
}

function answersOf(responses: unknown, pointer: string, isHead: boolean, reading: Reading): Answer[] {
  const { findings } = reading
  const answers: Answer[] = []
  for (const [key, value] of Object.entries(isJsonObject(responses) ? responses : {})) {
    const at = below(pointer, key)
    const status = statusOf(key)
    if (status === undefined || !isJsonObject(value)) {
      const why = key.startsWith('x-')
        ? 'An extension, which a contract has no place for.'
        : `An answer '${key.slice(0, 40)}'; a contract has statuses from 200 to 599, their ranges and \`default\`.`
      findings.add(at, why)
    } else {
      listUncarried('response', value, at, findings)
      const hidesBody = isHead && value['content'] !== undefined
      if (hidesBody) findings.add(below(at, 'content'), 'The body of an answer to HEAD, which has none.')
      answers.push({
        status,
        node: value,
        pointer: at,
        offers: hidesBody ? [] : offersOf(value['content'], at, reading),
      })
    }
  }
  return answers.toSorted((one, other) => orderOf(one.status) - orderOf(other.status))
}

/** `default` stands for failures in a contract, so where it is the only word on successes, it is said for them too. */
function withSuccess(answers: Answer[]): Answer[] {
  const rest = answers.find(({ status }) => status === 'default')
  if (!rest || answers.some(isSuccess)) return answers
  return [{ ...rest, status: '2XX' }, ...answers]
}

function readAnswer(
  { status, node, offers }: Answer,
  view: EndpointView,
  accept: string | undefined,
  { findings }: Reading,
): { readonly model: ResponseModel; readonly docs: ResponseDocs } {
  const success = isSuccess({ status })
  const fitting = success ? offers.filter(({ media }) => VIEWS[media] === view) : offers
  const chosen = preferred(fitting.length > 0 ? fitting : offers, success ? SUCCESS : FAILURE)
  if (chosen && success && VIEWS[chosen.media] !== view) {
    findings.add(chosen.pointer, `A success of another kind than the others, which are read as ${view}.`, true)
  }
  if (chosen) listUncarried('responseMedia', chosen.node, chosen.pointer, findings)
  const usual = success ? usualType(accept, view) : 'application/json'
  const headers = node['headers']
  const docs: ResponseDocs = {
    description: textOf(node['description']) ?? '',
    // Of 429 a document says something by itself, unless it is told not to.
    ...((isJsonObject(headers) || status === 429) && {
      headers: (headers ?? {}) as Readonly<Record<string, HeaderObject>>,
    }),
    ...(chosen && chosen.type !== usual && { contentType: chosen.type }),
    ...(chosen &&
      mediaDocs(
        chosen,
        offers,
        'The answer may be of this media type as well; the contract reads',
        findings.add.bind(findings),
      )),
  }
  return {
    docs,
    model: {
      status,
      description: docs.description ?? '',
      schema: chosen ? ((chosen.node['schema'] ?? chosen.node['itemSchema'] ?? {}) as JsonSchema) : null,
      content: chosen ? contentOf(chosen.media) : 'json',
    },
  }
}

/** What a document made of the contract says of a success: one plain type that is asked for, or what the view reads. */
function usualType(accept: string | undefined, view: EndpointView): string {
  return accept !== undefined && /^[^\s,;*]+$/.test(accept) ? accept : TYPES[view]
}

function contentOf(media: Media): ResponseModel['content'] {
  if (media === 'lines') return 'events'
  return media === 'multipart' ? 'bytes' : media === 'form' ? 'text' : media
}

function preferred(offers: readonly Offer[], order: readonly Media[]): Offer | undefined {
  return order.flatMap((media) => offers.filter((offer) => offer.media === media))[0]
}

function statusOf(key: string): ResponseModel['status'] | undefined {
  if (key === 'default') return key
  if (/^[2-5]xx$/i.test(key)) return key.toUpperCase() as '2XX'
  return /^[2-5]\d\d$/.test(key) ? Number(key) : undefined
}

function isSuccess({ status }: Pick<Answer, 'status'>): boolean {
  return typeof status === 'number' ? status < 300 : status === '2XX'
}

/** Exact statuses, then ranges, then `default`. */
function orderOf(status: ResponseModel['status']): number {
  if (typeof status === 'number') return status
  return status === 'default' ? 9_999 : 1_000 + Number(status[0])
}
