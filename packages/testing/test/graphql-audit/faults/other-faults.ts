import { minimalClient } from '../minimal-client.ts'
import { type Fault, sends, tells } from './fault.ts'

/** Changes the form of an upload. */
const sendsForm = (change: (fields: [string, FormDataEntryValue][]) => [string, FormDataEntryValue | Blob][]) =>
  sends((request) => {
    if (!(request.body instanceof FormData)) return request
    const form = new FormData()
    for (const [name, value] of change([...request.body.entries()])) form.append(name, value)
    return { ...request, body: form }
  })

const inText = (name: string, change: (text: string) => string) =>
  sendsForm((fields) => fields.map(([field, value]) => [field, field === name ? change(String(value)) : value]))

/** The hash that urql takes for an identity. */
const djb2 = (text: string): string =>
  `${Array.from(text).reduce((hash, sign) => ((hash << 5) + hash + sign.charCodeAt(0)) | 0, 5381)}`

export const otherFaults: readonly Fault[] = [
  {
    fault: 'writes files before the rest of a form',
    fails: { 'upload-form': 'operations and map come first' },
    connect: sendsForm((fields) => fields.toReversed()),
  },
  {
    fault: 'writes an object in the place of a file',
    fails: { 'upload-operations': 'the variables have null' },
    connect: inText('operations', (text) => text.replace('null', '{}')),
  },
  {
    fault: 'maps to paths of the variables',
    fails: { 'upload-map': 'the map is right' },
    connect: inText('map', (text) => text.replaceAll('variables.', '')),
  },
  {
    fault: 'sends files in another order',
    fails: { 'upload-order': 'the order is the same' },
    connect: sendsForm(([operations, map, ...files]) => [
      ...(operations && map ? [operations, map] : []),
      ...files.toReversed(),
    ]),
  },
  {
    fault: 'sends files without their names',
    fails: { 'upload-content': 'names and types arrive' },
    connect: sendsForm((fields) =>
      fields.map(([name, value]) => [name, value instanceof File ? new Blob([value]) : value]),
    ),
  },
  {
    fault: 'sends forms as any page could',
    fails: { 'upload-preflight': 'GraphQL-Require-Preflight' },
    connect: (options) =>
      sends((request) => ({ ...request, headers: { accept: 'application/json' } }))({ ...options, headers: {} }),
  },
  {
    fault: 'sends a form for everything',
    fails: { 'upload-without-files': 'the body is JSON' },
    connect: sends(({ body, method }) => {
      const form = new FormData()
      form.set('operations', String(body))
      return { method: method ?? 'POST', body: form }
    }),
  },
  {
    fault: 'takes a hash for an identity',
    fails: { 'own-result': 'the data are those' },
    connect: minimalClient({ flightOf: ({ document, variables }) => djb2(JSON.stringify([document, variables])) }),
  },
  {
    fault: 'shares whatever reads the same',
    fails: {
      'own-user': 'the data are those',
      'mutations-are-not-shared': 'got 1, wanted 2',
      'signal-of-another': 'nothing fails',
    },
    connect: minimalClient({ flightOf: ({ document, variables }) => JSON.stringify([document, variables]) }),
  },
  {
    fault: 'sends everything again, and soon',
    fails: { 'mutation-once': 'got 2, wanted 1', 'retry-after': 'it waits for three seconds, not for 50 ms' },
    connect: minimalClient({ waitMsOf: (_, { status }) => (status === 503 ? 50 : undefined) }),
  },
  {
    fault: 'sends nothing again',
    fails: { 'query-again': 'nothing fails' },
    connect: minimalClient({ waitMsOf: () => undefined }),
  },
  {
    fault: 'says what it has asked',
    fails: { 'variables-not-told': 'no variable is in' },
    connect: minimalClient({
      tell: (_, operation) => ({ failure: new Error(`It failed: ${JSON.stringify(operation.variables)}`) }),
    }),
  },
  {
    fault: 'says its headers',
    fails: { 'headers-not-told': 'no header is in' },
    connect: tells((_, { headers }) => ({ failure: new Error(`It failed: ${JSON.stringify(headers)}`) })),
  },
  {
    fault: 'knows no signal',
    fails: {
      'signal-ends-request': 'the request is let go of',
      'signal-settles': 'the call settles',
      'signal-during-body': 'the call settles',
      'signal-aborted-before': 'the abort is told',
    },
    connect: minimalClient({ signalOf: () => undefined }),
  },
  {
    fault: 'tells an abort like anything else',
    fails: { 'signal-settles': 'it is told as an abort' },
    connect: minimalClient({ tell: () => ({ failure: new Error('Something went wrong.') }) }),
  },
]
