import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Finding, checkDocument } from '@fairlead/openapi/check'
import { expect, test, vi } from 'vitest'

// Validators compile their rules anew for each document.
vi.setConfig({ testTimeout: 60_000 })

/** A document without a fault. */
function good() {
  return {
    openapi: '3.1.0',
    info: { title: 'Harbour', version: '1.0.0' },
    security: [{ officer: [] }],
    paths: {
      '/vessels': {
        get: {
          operationId: 'list',
          parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' }, example: 1 }] as object[],
          responses: {
            '200': {
              description: 'All',
              content: {
                'application/json': {
                  schema: { type: 'array', items: { $ref: '#/components/schemas/Vessel' } } as object,
                  example: [{ id: 'aurora', lengthM: 120 }] as unknown,
                },
              },
            },
          } as Record<string, object>,
        },
      },
      '/vessels/{id}': {
        get: {
          operationId: 'byId',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] as object[],
          responses: {
            '200': {
              description: 'One',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Vessel' } } },
            },
          } as Record<string, object>,
        },
      },
    },
    components: {
      schemas: {
        Vessel: {
          type: 'object',
          required: ['id'] as unknown,
          properties: { id: { type: 'string' }, lengthM: { type: ['number', 'null'], exclusiveMinimum: 0 } } as Record<
            string,
            object
          >,
        },
      },
      securitySchemes: { officer: { type: 'http', scheme: 'bearer' } },
    },
  }
}

type Good = ReturnType<typeof good>

const list = (document: Good) => document.paths['/vessels'].get
const byId = (document: Good) => document.paths['/vessels/{id}'].get
const vessel = (document: Good) => document.components.schemas.Vessel

/** One fault each, and where it is found. */
const faults: [string, (document: Good) => unknown, string][] = [
  ['no version', (document) => Reflect.deleteProperty(document, 'openapi'), '#'],
  [
    'an answer without a description',
    (document) => Reflect.deleteProperty(list(document).responses['200']!, 'description'),
    '#/paths/~1vessels/get/responses/200',
  ],
  [
    'a path that does not begin with a slash',
    (document) => Object.assign(document.paths, { vessels: { get: { responses: { 204: { description: 'None' } } } } }),
    '#/paths/vessels',
  ],
  [
    'a member that does not exist',
    (document) => Object.assign(list(document), { operationID: 'x' }),
    '#/paths/~1vessels/get/operationID',
  ],
  [
    'a reference to nothing',
    (document) => Object.assign(byId(document).responses, { 404: { $ref: '#/components/responses/Gone' } }),
    '#/paths/~1vessels~1{id}/get/responses/404',
  ],
  [
    'a path parameter that is not required',
    (document) => Object.assign(byId(document).parameters[0]!, { required: false }),
    '#/paths/~1vessels~1{id}/get/parameters/0/required',
  ],
  [
    'a path parameter that nothing declares',
    (document) => byId(document).parameters.pop(),
    '#/paths/~1vessels~1{id}/get/parameters',
  ],
  [
    'an operationId twice',
    (document) => Object.assign(byId(document), { operationId: 'list' }),
    '#/paths/~1vessels~1{id}/get/operationId',
  ],
  [
    'a type that does not exist',
    (document) => Object.assign(vessel(document), { type: 'objekt' }),
    '#/components/schemas/Vessel/type',
  ],
  [
    '`required` that is no list',
    (document) => Object.assign(vessel(document), { required: true }),
    '#/components/schemas/Vessel/required',
  ],
  [
    '`nullable`, which 3.1 does not have',
    (document) => Object.assign(vessel(document).properties['id']!, { nullable: true }),
    '#/components/schemas/Vessel/properties/id/nullable',
  ],
  [
    'a boolean exclusiveMinimum, which 3.1 does not have',
    (document) => Object.assign(vessel(document).properties['lengthM']!, { exclusiveMinimum: true }),
    '#/components/schemas/Vessel/properties/lengthM/exclusiveMinimum',
  ],
  [
    'no answer at all',
    (document) => Object.assign(list(document), { responses: {} }),
    '#/paths/~1vessels/get/responses',
  ],
  [
    'two paths that nobody can tell apart',
    (document) =>
      Object.assign(document.paths, {
        '/vessels/{name}': {
          get: {
            parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
            responses: { 200: { description: 'One' } },
          },
        },
      }),
    '#/paths/~1vessels~1{name}',
  ],
  [
    'an example that contradicts its schema',
    (document) => {
      const { content } = list(document).responses['200'] as { content: { 'application/json': { example: unknown } } }
      content['application/json'].example = [{ lengthM: 'long' }]
    },
    '#/paths/~1vessels/get/responses/200/content/application~1json/example',
  ],
  [
    'a security scheme that is not there',
    (document) => document.security.push({ oficer: [] } as never),
    '#/security/1/oficer',
  ],
]

test('a good document is accepted', async () => {
  expect(await checkDocument(good())).toEqual([])
})

test.each(faults)('%s is found, once and where it is', async (_what, spoil, pointer) => {
  const document = good()
  spoil(document)

  expect((await checkDocument(document)).map((finding: Finding) => finding.pointer)).toEqual([pointer])
})

test('faults of several kinds are found together', async () => {
  const document = good()
  for (const [, spoil] of faults.slice(1, 8)) spoil(document)

  expect((await checkDocument(document)).length).toBeGreaterThan(5)
})

test('examples are looked at wherever they are: of parameters, by name, of schemas, and defaults; each once', async () => {
  const document = good()
  list(document).parameters.push({
    name: 'q',
    in: 'query',
    schema: { type: 'string' },
    examples: { one: { value: 7 }, two: { value: 'x' } },
  })
  Object.assign(vessel(document).properties, { flag: { type: 'string', default: 1, examples: [2, 'nl'] } })
  const found = await checkDocument(document)

  expect(found.map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual([
    'example #/paths/~1vessels/get/parameters/1/examples/one/value',
    'example #/components/schemas/Vessel/properties/flag/examples/0',
    'example #/components/schemas/Vessel/properties/flag/default',
  ])
  expect(found[0]?.message).toMatch(/^The example 'one' does not fit its schema: /)
})

test('an example of another kind than JSON is a text of its own, and is left alone', async () => {
  const document = good()
  const { content } = list(document).responses['200'] as { content: Record<string, object> }
  content['application/xml'] = { schema: { type: 'object' }, example: '<vessels/>' }

  expect(await checkDocument(document)).toEqual([])
})

test('no message quotes the value of an example', async () => {
  const document = good()
  Object.assign(list(document).parameters[0]!, { example: 'a secret' })

  expect(JSON.stringify(await checkDocument(document))).not.toContain('a secret')
})

test('a document of 3.0 is judged by 3.0', async () => {
  const document = {
    openapi: '3.0.3',
    info: { title: 'Old', version: '1' },
    paths: {},
    components: {
      schemas: {
        Depth: { type: 'number', nullable: true, minimum: 0, exclusiveMinimum: true, example: null as unknown },
      },
    },
  }

  expect(await checkDocument(document)).toEqual([])
  document.components.schemas.Depth.example = 'deep'
  expect((await checkDocument(document)).map(({ pointer }) => pointer)).toEqual(['#/components/schemas/Depth/example'])
})

test('files and texts are read as for an import, and what cannot be read is a finding', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-check-'))
  writeFileSync(join(folder, 'good.json'), JSON.stringify(good()))
  writeFileSync(
    join(folder, 'away.yaml'),
    'openapi: 3.1.0\ninfo: { title: x, version: x }\npaths: { /a: { $ref: ../../etc/passwd } }\n',
  )

  expect(await checkDocument(join(folder, 'good.json'))).toEqual([])
  expect(await checkDocument(JSON.stringify(good()))).toEqual([])
  for (const input of [join(folder, 'away.yaml'), join(folder, 'none.yaml'), '{ "swagger": "2.0" }', '{ broken']) {
    expect(await checkDocument(input)).toMatchObject([{ rule: 'read', severity: 'error' }])
  }
})

test('options that do not exist are refused', async () => {
  await expect(checkDocument(good(), { maxByte: 1 } as never)).rejects.toMatchObject({ kind: 'config' })
})
