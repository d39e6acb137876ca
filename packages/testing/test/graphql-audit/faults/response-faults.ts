import { minimalClient } from '../minimal-client.ts'
import { Refused, readPayload, responseOf } from '../read.ts'
import { type Fault, receives, tells, without } from './fault.ts'

/** Decodes each chunk on its own. */
async function decodedInPieces(response: Response): Promise<Response> {
  const pieces: string[] = []
  for await (const chunk of response.body ?? []) pieces.push(new TextDecoder().decode(chunk))
  return new Response(new Blob([pieces.join('')]), response)
}

const typeOf = (response: Response): string => response.headers.get('content-type') ?? ''

/** A client that takes for GraphQL what `isRead` says. */
const readsOnly = (isRead: (response: Response) => boolean) =>
  minimalClient({
    responseOf: async (response, read) => {
      if (!isRead(response)) throw new Refused('It is no GraphQL.', response.status, await response.text())
      return responseOf(response, read)
    },
  })

const silent = 'is told as a failure'

export const responseFaults: readonly Fault[] = [
  {
    fault: 'knows application/json alone',
    fails: { 'graphql-200': 'nothing fails' },
    connect: readsOnly((response) => typeOf(response).startsWith('application/json')),
  },
  {
    fault: 'knows application/graphql-response+json alone',
    fails: { 'json-200': 'nothing fails' },
    connect: readsOnly((response) => !typeOf(response).startsWith('application/json')),
  },
  {
    fault: 'reads nothing but 200',
    fails: {
      'graphql-294': 'the data are kept',
      'graphql-400': 'the errors of the server',
      'graphql-404': 'the errors of the server',
      'graphql-422': 'the errors of the server',
      'graphql-500': 'the errors of the server',
      'events-refused': 'the error of the server',
    },
    connect: readsOnly(({ status }) => status === 200),
  },
  {
    fault: 'trusts application/json with any status',
    fails: { 'json-500': 'something is wrong' },
    connect: minimalClient({ responseOf: async (response, read) => read(await response.json()) }),
  },
  {
    fault: 'throws bodies of failures away',
    fails: { 'json-401': 'the body is somewhere' },
    connect: receives(async (response) => (response.ok ? response : new Response('', response))),
  },
  {
    fault: 'forgets the status',
    fails: { 'html-502': 'the failure has the status', 'json-401': 'the failure has the status' },
    connect: minimalClient({ tell: () => ({ failure: new Error('Something went wrong.') }) }),
  },
  {
    fault: 'says the whole page',
    fails: { 'html-502-message': 'the page is not in' },
    connect: minimalClient({
      responseOf: async (response, read) => {
        if (!response.ok) throw new Error(await response.text())
        return responseOf(response, read)
      },
    }),
  },
  {
    fault: 'says nothing of failures',
    fails: {
      'html-200': silent,
      'no-content': silent,
      truncated: silent,
      'broken-body': silent,
      unreachable: silent,
      'no-object': silent,
      'empty-object': silent,
    },
    connect: minimalClient({ tell: () => ({ data: null }) }),
  },
  {
    fault: 'waits for ever where there is no content type',
    fails: { 'no-content-type': 'the call settles' },
    connect: receives((response) => (typeOf(response) ? response : new Promise<never>(() => {}))),
  },
  {
    fault: 'decodes each chunk on its own',
    fails: { 'cut-anywhere': 'the data are those' },
    connect: receives(decodedInPieces),
  },
  {
    fault: 'compares whole content types',
    fails: { charset: 'nothing fails' },
    connect: readsOnly((response) => /^application\/(graphql-response\+)?json$/.test(typeOf(response))),
  },
  {
    fault: 'compares content types by their case',
    fails: { 'type-case': 'nothing fails' },
    connect: readsOnly((response) => /^[a-z-]+\//.test(typeOf(response))),
  },
  {
    fault: 'keeps byte order marks',
    fails: { 'byte-order-mark': 'nothing fails' },
    connect: minimalClient({
      responseOf: async (response, read) => {
        const body = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer())
        return read(JSON.parse(body))
      },
    }),
  },
  {
    fault: 'gives no data where there are errors',
    fails: { 'partial-data': 'the data are kept', 'graphql-294': 'the data are kept' },
    connect: tells(({ data, ...rest }) => (rest.errors?.length ? rest : { ...rest, data })),
  },
  {
    fault: 'keeps nothing but the message of an error',
    fails: { 'error-path': 'path is', 'error-extensions': 'extensions is', 'error-locations': 'locations is' },
    connect: tells(({ errors, ...rest }) => ({ ...rest, errors: errors?.map(({ message }) => ({ message })) })),
  },
  {
    fault: 'tells errors only beside data',
    fails: { 'null-data': 'the errors are told', 'json-request-error': 'the errors are told' },
    connect: tells(({ errors, ...rest }) => (rest.data ? { ...rest, errors } : rest)),
  },
  {
    fault: 'hides extensions',
    fails: { extensions: 'the extensions are those' },
    connect: tells((outcome) => without(outcome, 'extensions')),
  },
  {
    fault: 'fails for any list of errors',
    fails: { 'empty-errors': 'nothing fails' },
    connect: tells((outcome) => (outcome.errors ? { ...outcome, failure: new Error('GraphQL errors') } : outcome)),
  },
  {
    fault: 'passes over errors without a message',
    fails: { 'error-without-message': 'is told as an error' },
    connect: tells(({ errors, ...rest }) => ({ ...rest, errors: errors?.filter(({ message }) => message) })),
  },
  {
    fault: 'takes anything for a response',
    fails: { 'no-object': silent, 'empty-object': silent },
    connect: minimalClient({ readPayload: (payload) => ({ data: (payload as { data?: unknown } | null)?.data }) }),
  },
  {
    fault: 'refuses numbers that are not safe',
    fails: { 'large-numbers': 'the number is read' },
    connect: minimalClient({
      readPayload: (payload) => {
        JSON.stringify(payload, (_, value: unknown) => {
          if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error('a number')
          return value
        })
        return readPayload(payload)
      },
    }),
  },
  {
    fault: 'copies members by assignment',
    fails: { prototype: 'nothing inherits' },
    connect: tells(({ data, ...rest }) => ({ ...rest, data: assigned(data) })),
  },
]

function assigned(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) copy[name] = assigned(member)
  return copy
}
