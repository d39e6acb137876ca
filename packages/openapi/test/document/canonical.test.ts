import { describe, expect, it } from 'vitest'
import { canonical } from '../../src/document/canonical.ts'

const document = (parts: object): object => ({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths: {},
  ...parts,
})

const schemaOf = (schema: object, version = '3.0.3'): unknown =>
  canonical({ ...document({ components: { schemas: { S: schema, Other: { type: 'object' } } } }), openapi: version })
    .document.components?.schemas?.['S']

const other = '#/components/schemas/Other'

describe('a schema of OpenAPI 3.0 becomes one of 3.1', () => {
  it.each([
    ['a nullable type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['a type that is not nullable', { type: 'string', nullable: false }, { type: 'string' }],
    [
      'a nullable enum',
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    ['a nullable enum that has null', { enum: ['a', null], nullable: true }, { enum: ['a', null] }],
    [
      'a nullable composition, what is said of it staying outside',
      { description: 'D', allOf: [{ $ref: other }], nullable: true },
      { description: 'D', anyOf: [{ allOf: [{ $ref: other }] }, { type: 'null' }] },
    ],
    [
      'a nullable choice',
      { anyOf: [{ $ref: other }, { type: 'string' }], nullable: true },
      { anyOf: [{ $ref: other }, { type: 'string' }, { type: 'null' }] },
    ],
    ['a nullable reference', { $ref: other, nullable: true }, { anyOf: [{ $ref: other }, { type: 'null' }] }],
    ['nullable without a type', { nullable: true, title: 'T' }, { title: 'T' }],
    [
      'rules beside a reference',
      { $ref: other, description: 'D', maxLength: 3, properties: { a: {} } },
      { $ref: other, description: 'D' },
    ],
    ['an exclusive bound', { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    ['an inclusive bound', { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
    ['an example', { type: 'string', example: 'x' }, { type: 'string', examples: ['x'] }],
    ['bytes', { type: 'string', format: 'binary' }, { type: 'string', contentMediaType: 'application/octet-stream' }],
    ['a file', { type: 'file' }, { type: 'string', contentMediaType: 'application/octet-stream' }],
    ['base64', { type: 'string', format: 'byte' }, { type: 'string', contentEncoding: 'base64' }],
    ['a tuple', { items: [{ nullable: true, type: 'string' }] }, { prefixItems: [{ type: ['string', 'null'] }] }],
    ['`required` of an older draft', { type: 'string', required: true }, { type: 'string' }],
    ['an extension', { type: 'string', 'x-enum-names': ['A'] }, { type: 'string', 'x-enum-names': ['A'] }],
    [
      'a property with the name of a keyword',
      { properties: { nullable: { type: 'string' }, $ref: { type: 'string', nullable: true } } },
      { properties: { nullable: { type: 'string' }, $ref: { type: ['string', 'null'] } } },
    ],
    [
      'data that looks like a schema',
      { default: { nullable: true }, enum: [{ $ref: '#/nowhere' }] },
      { default: { nullable: true }, enum: [{ $ref: '#/nowhere' }] },
    ],
  ])('%s', (_, before, after) => {
    expect(schemaOf(before)).toEqual(after)
  })

  it('in a document of 3.1 that has the old forms as well', () => {
    expect(schemaOf({ type: 'number', minimum: 0, exclusiveMinimum: true, nullable: true }, '3.1.0')).toEqual({
      type: ['number', 'null'],
      exclusiveMinimum: 0,
    })
  })

  it('and beside a reference of 3.1 the rules stay', () => {
    expect(schemaOf({ $ref: other, maxProperties: 3 }, '3.1.0')).toEqual({ $ref: other, maxProperties: 3 })
  })
})

describe('references', () => {
  const parameter = { name: 'page', in: 'query', schema: { type: 'integer' } }

  it('to a parameter, a response or a body are replaced by what they lead to, one object at each place', () => {
    const { document: made, origins } = canonical(
      document({
        paths: {
          '/a': { parameters: [{ $ref: '#/components/parameters/page' }] },
          '/b': { parameters: [{ $ref: '#/components/parameters/page' }, { $ref: '#/paths/~1a/parameters/0' }] },
        },
        components: { parameters: { page: parameter } },
      }),
    )
    const [first, second, third] = [
      made.paths?.['/a']?.parameters?.[0],
      made.paths?.['/b']?.parameters?.[0],
      made.paths?.['/b']?.parameters?.[1],
    ]
    expect(first).toEqual(parameter)
    expect(second).toBe(first)
    expect(third).toBe(first)
    expect(origins.get(first as object)).toBe('#/components/parameters/page')
  })

  it('to schemas that have no name give them one that follows from their place', () => {
    const { document: made } = canonical(
      document({
        paths: {
          '/vessels': {
            get: {
              responses: { 200: { description: '', content: { 'application/json': { schema: { type: 'array' } } } } },
            },
          },
        },
        components: {
          schemas: {
            Vessel: { properties: { owner: { type: 'object', nullable: true }, 'ho~me/port': { type: 'string' } } },
            A: { $ref: '#/components/schemas/Vessel/properties/owner' },
            B: { $ref: '#/paths/~1vessels/get/responses/200/content/application~1json/schema' },
            C: { $ref: '#/components/schemas/Vessel/properties/ho~0me~1port' },
            D: { items: { $ref: '#/components/schemas/A' } },
          },
        },
      }),
    )
    expect(made.components?.schemas).toEqual({
      Vessel: expect.anything(),
      A: { $ref: '#/components/schemas/Vessel.owner' },
      B: { $ref: '#/components/schemas/vessels.get.200.application-json' },
      C: { $ref: '#/components/schemas/Vessel.ho-me-port' },
      D: { items: { $ref: '#/components/schemas/A' } },
      'Vessel.owner': { type: ['object', 'null'] },
      'vessels.get.200.application-json': { type: 'array' },
      'Vessel.ho-me-port': { type: 'string' },
    })
  })

  it('do not take a name that is there', () => {
    const { document: made } = canonical(
      document({
        components: {
          schemas: {
            'A.b': { type: 'integer' },
            A: { properties: { b: { type: 'string' } } },
            C: { $ref: '#/components/schemas/A/properties/b' },
          },
        },
      }),
    )
    const names = Object.keys(made.components?.schemas ?? {})
    expect(names).toHaveLength(4)
    expect(made.components?.schemas?.['A.b']).toEqual({ type: 'integer' })
    expect(names[3]).toMatch(/^A\.b-\w+$/)
  })

  it('to an anchor, and to local definitions, become references to named schemas', () => {
    const made = canonical({
      ...document({
        components: {
          schemas: {
            A: {
              $defs: { Inner: { $anchor: 'inner', type: 'string' } },
              items: { $ref: '#/components/schemas/A/$defs/Inner' },
            },
            B: { $ref: '#inner' },
          },
        },
      }),
      openapi: '3.1.0',
    }).document.components?.schemas
    expect(made).toEqual({
      A: { items: { $ref: '#/components/schemas/A.defs.Inner' } },
      B: { $ref: '#/components/schemas/A.defs.Inner' },
      'A.defs.Inner': { type: 'string' },
    })
  })

  it('of a discriminator are written out', () => {
    expect(
      schemaOf({ oneOf: [{ $ref: other }], discriminator: { propertyName: 'k', mapping: { a: 'Other', b: other } } }),
    ).toMatchObject({
      discriminator: { mapping: { a: other, b: other } },
    })
  })

  it('that lead nowhere take any value, and are listed', () => {
    const { document: made, findings } = canonical(
      document({
        paths: { '/a': { parameters: [{ $ref: '#/components/parameters/gone' }, parameter] } },
        components: { schemas: { A: { properties: { b: { $ref: '#/components/schemas/Gone', description: 'D' } } } } },
      }),
    )
    expect(made.components?.schemas?.['A']).toEqual({ properties: { b: { description: 'D' } } })
    expect(made.paths?.['/a']?.parameters).toEqual([{}, parameter])
    expect(findings.list().map(({ pointer }) => pointer)).toEqual([
      '#/paths/~1a/parameters/0',
      '#/components/schemas/A/properties/b',
    ])
  })

  it('never lead to what all objects have', () => {
    const { findings } = canonical(
      document({ components: { schemas: { A: { $ref: '#/components/schemas/constructor' } } } }),
    )
    expect(findings.list()[0]?.what).toContain('where no schema is')
  })

  it.each([
    ['names of each other', { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } }],
    ['a name of itself', { A: { $ref: '#/components/schemas/A' } }],
    [
      'a way through another',
      { A: { $ref: '#/components/schemas/B/properties/x' }, B: { $ref: '#/components/schemas/A' } },
    ],
  ])('that are nothing but %s are an error with the chain', (_, schemas) => {
    expect(() => canonical(document({ components: { schemas } }))).toThrow(/circle: #\/components\/schemas\/A → /)
  })

  it('may be recursive', () => {
    const node = { properties: { children: { items: { $ref: '#/components/schemas/Node' } } } }
    expect(canonical(document({ components: { schemas: { Node: node } } })).document.components?.schemas).toEqual({
      Node: node,
    })
  })
})

describe('a document that is no OpenAPI 3 is refused', () => {
  it.each([
    [{ swagger: '2.0' }, /Swagger 2\.0; convert it first/],
    [{ openapi: '4.0.0' }, /OpenAPI "4\.0\.0" cannot be read; 3\.0 and 3\.1 can/],
    [{ asyncapi: '3.0.0' }, /no OpenAPI document/],
    [null, /no OpenAPI document/],
    [[], /no OpenAPI document/],
  ])('%j', (value, message) => {
    expect(() => canonical(value)).toThrow(message)
  })
})

describe('a document is bounded', () => {
  it('in depth', () => {
    let deep: object = {}
    for (let level = 0; level < 100_000; level += 1) deep = { items: deep }
    expect(() => canonical(document({ 'x-deep': deep }))).toThrow(/deeper than 200 levels/)
  })

  it('in what its aliases stand for', () => {
    let bomb: unknown = 'x'
    for (let level = 0; level < 20; level += 1) bomb = Array.from({ length: 10 }, () => bomb)
    expect(() => canonical(document({ 'x-bomb': bomb }))).toThrow(/more than 5000000 values/)
  })

  it('and contains itself not', () => {
    const self: Record<string, unknown> = {}
    self['self'] = self
    expect(() => canonical(document({ 'x-self': self }))).toThrow(/contains itself/)
  })

  it('and has no key that would change what objects are', () => {
    expect(() => canonical(JSON.parse('{"openapi":"3.1.0","paths":{"__proto__":{}}}'))).toThrow(/__proto__/)
  })
})
