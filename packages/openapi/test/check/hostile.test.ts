import { checkDocument } from '@fairlead/openapi/check'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    '',
    'x',
    '#/components/schemas/A',
    [],
    {},
    [null],
    { $ref: '#/a' },
    { $ref: 1 },
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

const base = {
  openapi: '3.1.0',
  info: { title: 'x', version: '1' },
  security: [{ a: [] }],
  paths: {
    '/a/{id}': {
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' }, examples: { x: { value: 'x' } } },
      ],
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' }, example: {} } } },
        responses: { '200': { description: 'x', headers: { x: { schema: { type: 'string' }, example: 'x' } } } },
      },
    },
  },
  components: {
    schemas: { A: { type: 'object', properties: { a: { $ref: '#/components/schemas/A' } }, default: {} } },
    securitySchemes: { a: { type: 'http', scheme: 'bearer' } },
  },
}

/** Every place in a value, as the steps to it. */
function placesIn(node: unknown, above: readonly string[] = []): string[][] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, inner]) => [[...above, key], ...placesIn(inner, [...above, key])])
}

test('whatever stands wherever in a document, it is judged and nothing breaks', { timeout: 60_000 }, async () => {
  const places = placesIn(base)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), value, async (place, put) => {
      const document = structuredClone(base)
      const [last = ''] = place.slice(-1)
      const holder = place.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document)
      Object.assign(holder as object, { [last]: put })
      const found = await checkDocument(document)
      for (const { pointer, message } of found) {
        expect(pointer).toMatch(/^#(\/|$)/)
        expect(message).not.toBe('')
      }
    }),
    { numRuns: 25 },
  )
})

test('names, patterns and references that cost more than they are worth end soon', async () => {
  const ring = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `R${at}`,
      {
        allOf: [{ $ref: `#/components/schemas/R${(at + 1) % 40}` }, { $ref: `#/components/schemas/R${(at + 2) % 40}` }],
      },
    ]),
  )
  const document = {
    ...base,
    components: {
      ...base.components,
      schemas: {
        ...base.components.schemas,
        ...ring,
        Slow: { type: 'string', pattern: '^(a+)+$', examples: [`${'a'.repeat(40)}!`] },
        Deep: { $ref: '#/components/schemas/R0', examples: [1] },
      },
    },
  }

  expect(await checkDocument(document)).toBeInstanceOf(Array)
})

test.each([
  [
    'schemas',
    { components: { schemas: { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } } } },
  ],
  [
    'a schema inside of itself',
    { components: { schemas: { A: { items: { $ref: '#/components/schemas/A/items' } } } } },
  ],
  ['paths', { paths: { '/a': { $ref: '#/paths/~1b' }, '/b': { $ref: '#/paths/~1a' } } }],
])('a circle of %s is a finding', async (_, more) => {
  const [finding, ...others] = await checkDocument({ ...base, ...more })
  expect(finding).toMatchObject({ rule: 'read', message: expect.stringContaining('lead in a circle') })
  expect(others).toEqual([])
})
