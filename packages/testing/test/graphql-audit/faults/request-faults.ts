import { type Operation, operationOf } from '../encode.ts'
import { minimalClient } from '../minimal-client.ts'
import { type Fault, sends, sendsMembers, without } from './fault.ts'

const withAccept = (change: (accept: string) => string) =>
  sends((request) => {
    const headers = request.headers as Record<string, string>
    return { ...request, headers: { ...headers, accept: change(headers['accept'] ?? '') } }
  })

/** An operation that the good client would refuse. */
function unchecked(document: string, variables: object | undefined): Operation {
  return { document, kind: 'query', name: undefined, variables, files: new Map() }
}

export const requestFaults: readonly Fault[] = [
  {
    fault: 'asks twice',
    fails: { 'asked-once': 'got 2, wanted 1' },
    connect: (options) =>
      minimalClient()({
        ...options,
        fetch: async (...call) => {
          await options.fetch(...call)
          return options.fetch(...call)
        },
      }),
  },
  {
    fault: 'calls JSON plain text',
    fails: { 'body-type': `not 'text/plain'`, preflight: 'it is JSON, or has a header' },
    connect: sends((request) => ({
      ...request,
      headers: { ...(request.headers as object), 'content-type': 'text/plain' },
    })),
  },
  {
    fault: 'numbers its requests in the body',
    fails: { 'body-members': 'got ["id"]' },
    connect: sendsMembers((members) => ({ ...members, id: 1 })),
  },
  {
    fault: 'sends a list where there are no variables',
    fails: { 'well-formed': 'are objects, null or left out' },
    connect: sendsMembers((members) => ({ ...members, variables: members['variables'] ?? [] })),
  },
  {
    fault: 'writes ASCII only',
    fails: { 'variables-as-given': 'the variables arrive' },
    // oxlint-disable-next-line no-control-regex -- all of ASCII
    connect: sends((request) => ({ ...request, body: String(request.body).replaceAll(/[^\u0000-\u007F]/g, '?') })),
  },
  {
    fault: 'sends null for undefined',
    fails: { 'undefined-variable': 'the variable is not there' },
    connect: sends((request, { document, variables = {} }) => ({
      ...request,
      body: JSON.stringify({
        query: document,
        variables: Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [name, (value as unknown) ?? null]),
        ),
      }),
    })),
  },
  {
    fault: 'loses fragments',
    fails: { fragments: 'the fragment is in the query' },
    connect: sendsMembers(({ query, ...rest }) => ({ ...rest, query: String(query).split(' fragment ')[0] })),
  },
  {
    fault: 'names no operation',
    fails: { 'operation-name': 'operationName is the name' },
    connect: sendsMembers((members) => without(members, 'operationName')),
  },
  {
    fault: 'names what has no name',
    fails: { 'no-invented-name': `not 'Anonymous'` },
    connect: sendsMembers(({ operationName = 'Anonymous', ...rest }) => ({ ...rest, operationName })),
  },
  {
    fault: 'checks no document',
    fails: { 'several-operations': `not 'undefined'`, 'syntax-error-unsent': 'got 1, wanted 0' },
    connect: minimalClient({ operationOf: unchecked }),
  },
  {
    fault: 'forgets its headers',
    fails: { headers: 'x-harbour is sent' },
    connect: (options) => minimalClient()({ ...options, headers: {} }),
  },
  {
    fault: 'sends everything by GET',
    fails: { 'mutation-by-post': 'got "GET"', 'variables-not-in-url': 'no variable', preflight: 'it is JSON' },
    connect: sends((_, { document, variables }, url) => ({
      target: `${url}?${new URLSearchParams({ query: document, variables: JSON.stringify(variables ?? {}) }).toString()}`,
      method: 'GET',
      headers: { accept: 'application/graphql-response+json' },
    })),
  },
  {
    fault: 'rounds a BigInt',
    fails: { 'big-integers': 'what is sent is the number' },
    connect: minimalClient({
      operationOf: (document, variables = {}) =>
        operationOf(
          document,
          Object.fromEntries(
            Object.entries(variables).map(([name, value]) => [
              name,
              typeof value === 'bigint' ? Number(value) : (value as unknown),
            ]),
          ),
        ),
    }),
  },
  {
    fault: 'cuts a cycle in silence',
    fails: { 'cyclic-variables': 'the cycle is told as a failure' },
    connect: minimalClient({
      operationOf: (document, variables: { filter?: unknown } = {}) =>
        operationOf(document, without(variables, 'filter')),
    }),
  },
  {
    fault: 'accepts application/json alone',
    fails: {
      accept: 'it accepts application/graphql-response+json',
      'accept-order': 'is accepted',
      'accept-parts': 'it accepts multipart/mixed',
      'accept-events': 'it accepts text/event-stream',
    },
    connect: withAccept(() => 'application/json'),
  },
  {
    fault: 'prefers application/json',
    fails: { 'accept-order': 'it comes first' },
    connect: withAccept((accept) => `application/json, ${accept}`),
  },
]
