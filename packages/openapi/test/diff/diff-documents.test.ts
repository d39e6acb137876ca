import { describe, expect, it } from 'vitest'
import { diffDocuments } from '../../src/diff/diff-documents.ts'

type Parts = Readonly<Record<string, unknown>>

const json = (schema: unknown): Parts => ({ content: { 'application/json': { schema } } })
const documentOf = (paths: Parts, components: Parts = {}): Parts => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths,
  components,
})
/** One operation at `POST /vessels`. */
const operation = (parts: Parts): Parts => documentOf({ '/vessels': { post: { responses: {}, ...parts } } })
const withBody = (schema: unknown): Parts => operation({ requestBody: json(schema) })
const withAnswer = (schema: unknown): Parts => operation({ responses: { 200: { description: '', ...json(schema) } } })
const withQuery = (parameter: Parts): Parts =>
  operation({ parameters: [{ name: 'q', in: 'query', schema: {}, ...parameter }] })

/** Kind and whether it breaks, as `narrowed!`. */
const kinds = (before: Parts, after: Parts): string[] =>
  diffDocuments(before, after).map(({ kind, breaking }) => `${kind}${breaking ? '!' : ''}`)

const closed = { type: 'object', properties: { a: {} }, additionalProperties: false }

describe('a schema that changes', () => {
  it.each<[string, unknown, unknown, request: string[], answer: string[]]>([
    ['takes another type', { type: 'string' }, { type: 'object' }, ['changed!'], ['changed!']],
    ['takes fewer types', { type: ['string', 'null'] }, { type: 'string' }, ['narrowed!'], ['narrowed']],
    ['takes more types', { type: 'integer' }, { type: 'number' }, ['widened'], ['widened!']],
    ['loses a value', { enum: ['a', 'b'] }, { enum: ['a'] }, ['narrowed!'], ['narrowed']],
    ['gains a value', { enum: ['a'] }, { enum: ['a', 'b'] }, ['widened'], ['widened!']],
    ['names its values', { type: 'string' }, { type: 'string', enum: ['a'] }, ['narrowed!'], ['narrowed']],
    ['raises a minimum', { type: 'integer', minimum: 1 }, { type: 'integer', minimum: 2 }, ['narrowed!'], ['narrowed']],
    ['raises a maximum', { type: 'string', maxLength: 1 }, { type: 'string', maxLength: 2 }, ['widened'], ['widened!']],
    ['drops a bound', { type: 'array', maxItems: 1 }, { type: 'array' }, ['widened'], ['widened!']],
    ['gets a pattern', { type: 'string' }, { type: 'string', pattern: 'a' }, ['narrowed!'], ['narrowed']],
    [
      'changes its pattern',
      { type: 'string', pattern: 'a' },
      { type: 'string', pattern: 'b' },
      ['changed!'],
      ['changed!'],
    ],
    ['loses a property', { properties: { a: {}, b: {} } }, { properties: { a: {} } }, ['removed!'], ['removed!']],
    ['gains a property', { properties: { a: {} } }, { properties: { a: {}, b: {} } }, ['added'], ['added']],
    [
      'gains a property that is required',
      { properties: { a: {} } },
      { properties: { a: {}, b: {} }, required: ['b'] },
      ['added!'],
      ['added'],
    ],
    [
      'gains a property where there was nothing else',
      closed,
      { ...closed, properties: { a: {}, b: {} } },
      ['added'],
      ['added!'],
    ],
    [
      'requires a property',
      { properties: { a: {} } },
      { properties: { a: {} }, required: ['a'] },
      ['required!'],
      ['required'],
    ],
    [
      'no longer requires a property',
      { properties: { a: {} }, required: ['a'] },
      { properties: { a: {} } },
      ['optional'],
      ['optional!'],
    ],
    ['closes', { ...closed, additionalProperties: true }, closed, ['narrowed!'], ['narrowed']],
    ['opens', closed, { ...closed, additionalProperties: {} }, ['widened'], ['widened!']],
    [
      'changes its items',
      { items: { type: 'string' } },
      { items: { type: ['string', 'null'] } },
      ['widened'],
      ['widened!'],
    ],
    [
      'changes inside',
      { properties: { a: { items: { properties: { b: { enum: [1, 2] } } } } } },
      { properties: { a: { items: { properties: { b: { enum: [1] } } } } } },
      ['narrowed!'],
      ['narrowed'],
    ],
    [
      'loses an alternative',
      { oneOf: [{ type: 'string' }, { type: 'object' }] },
      { oneOf: [{ type: 'object' }] },
      ['narrowed!'],
      ['narrowed'],
    ],
    [
      'becomes one alternative',
      { type: 'string' },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      ['widened'],
      ['widened!'],
    ],
    [
      'changes in one alternative',
      { oneOf: [{ type: 'null' }, { properties: { a: {} } }] },
      { oneOf: [{ properties: { a: {}, b: {} } }, { type: 'null' }] },
      ['added'],
      ['added'],
    ],
    [
      'is composed another way',
      { properties: { a: {}, b: {} } },
      { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
      [],
      [],
    ],
    [
      'is described another way',
      { type: 'string', title: 'A' },
      { type: 'string', title: 'B', examples: ['x'] },
      [],
      [],
    ],
    ['is written in the form of 3.0', { type: ['string', 'null'] }, { type: 'string', nullable: true }, [], []],
    ['loses what is only read', { properties: { a: { readOnly: true } } }, { properties: {} }, [], ['removed!']],
    [
      'requires what is only written',
      { properties: { a: { writeOnly: true } } },
      { properties: { a: { writeOnly: true } }, required: ['a'] },
      ['required!'],
      [],
    ],
    ['takes nothing any more', {}, false, ['narrowed!'], ['narrowed']],
  ])('%s', (_, before, after, request, answer) => {
    expect(kinds(withBody(before), withBody(after))).toEqual(request)
    expect(kinds(withAnswer(before), withAnswer(after))).toEqual(answer)
    expect(kinds(withBody(after), withBody(after))).toEqual([])
  })
})

describe('an operation that changes', () => {
  const query = { name: 'q', in: 'query', schema: { type: 'string' } }
  const answers = (responses: Parts): Parts => operation({ responses })
  const ok = { description: '' }

  it.each<[string, Parts, Parts, string[]]>([
    ['goes', operation({}), documentOf({}), ['removed!']],
    ['comes', documentOf({}), operation({}), ['added']],
    ['moves', documentOf({ '/a': { get: {} } }), documentOf({ '/b': { get: {} } }), ['removed!', 'added']],
    ['is deprecated', operation({}), operation({ deprecated: true }), ['deprecated']],
    ['loses a parameter', operation({ parameters: [query] }), operation({}), ['removed!']],
    ['gains a parameter', operation({}), operation({ parameters: [query] }), ['added']],
    [
      'gains a parameter that is required',
      operation({}),
      operation({ parameters: [{ ...query, required: true }] }),
      ['added!'],
    ],
    ['requires a parameter', withQuery({}), withQuery({ required: true }), ['required!']],
    ['no longer requires a parameter', withQuery({ required: true }), withQuery({}), ['optional']],
    ['writes a parameter another way', withQuery({}), withQuery({ explode: false }), ['changed!']],
    ['says how a parameter is written anyway', withQuery({}), withQuery({ style: 'form', explode: true }), []],
    ['narrows a parameter', withQuery({}), withQuery({ schema: { type: 'string' } }), ['narrowed!']],
    [
      'renames a parameter of its path',
      documentOf({
        '/a/{id}': { get: { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] } },
      }),
      documentOf({
        '/a/{key}': { get: { parameters: [{ name: 'key', in: 'path', required: true, schema: { type: 'string' } }] } },
      }),
      [],
    ],
    [
      'has a parameter from its path',
      documentOf({ '/a': { parameters: [query], get: {} } }),
      documentOf({ '/a': { get: { parameters: [query] } } }),
      [],
    ],
    ['loses its body', withBody({}), operation({}), ['removed!']],
    ['gains a body', operation({}), withBody({}), ['added']],
    [
      'gains a body that is required',
      operation({}),
      operation({ requestBody: { required: true, ...json({}) } }),
      ['added!'],
    ],
    ['requires its body', withBody({}), operation({ requestBody: { required: true, ...json({}) } }), ['required!']],
    [
      'takes another media type',
      withBody({}),
      operation({ requestBody: { content: { 'application/xml': {} } } }),
      ['removed!', 'added'],
    ],
    ['loses an answer', answers({ 200: ok, 404: ok }), answers({ 200: ok }), ['removed!']],
    ['gains an answer', answers({ 200: ok }), answers({ 200: ok, 404: ok }), ['added']],
    ['changes a status', answers({ 200: ok }), answers({ 201: ok }), ['removed!', 'added']],
    ['says a range for a status', answers({ 200: ok, 404: ok }), answers({ 200: ok, '4xx': ok }), ['added']],
    [
      'loses a header field of an answer',
      answers({ 200: { ...ok, headers: { Link: { schema: { type: 'string' } } } } }),
      answers({ 200: ok }),
      ['removed!'],
    ],
    ['needs a credential', operation({}), operation({ security: [{ token: [] }] }), ['narrowed!']],
    [
      'needs another scope',
      operation({ security: [{ o: ['a'] }] }),
      operation({ security: [{ o: ['a', 'b'] }] }),
      ['narrowed!'],
    ],
    [
      'takes another credential too',
      operation({ security: [{ a: [] }] }),
      operation({ security: [{ a: [] }, { b: [] }] }),
      ['widened'],
    ],
    ['needs none any more', operation({ security: [{ a: [] }] }), operation({ security: [] }), ['widened']],
  ])('%s', (_, before, after, expected) => {
    expect(kinds(before, after)).toEqual(expected)
  })

  it('is found where the document says one thing for all', () => {
    const before = { ...documentOf({ '/a': { get: {} }, '/b': { get: { security: [] } } }), security: [] }
    expect(kinds(before, { ...before, security: [{ token: [] }] })).toEqual(['narrowed!'])
  })
})

describe('what is shared', () => {
  const list = { responses: { 200: { description: '', ...json({ items: { $ref: '#/components/schemas/Vessel' } }) } } }
  const one = { responses: { 200: { description: '', ...json({ $ref: '#/components/schemas/Vessel' }) } } }
  const put = { requestBody: json({ $ref: '#/components/schemas/Vessel' }), responses: {} }
  const api = (vessel: unknown): Parts =>
    documentOf({ '/vessels': { get: list }, '/vessels/{id}': { get: one, put } }, { schemas: { Vessel: vessel } })

  it('changes once, where it is written, and breaks if it breaks any use', () => {
    expect(
      diffDocuments(api({ properties: { a: { enum: [1] } } }), api({ properties: { a: { enum: [1, 2] } } })),
    ).toEqual([
      {
        kind: 'widened',
        breaking: true,
        pointer: '#/components/schemas/Vessel/properties/a',
        message: 'It can also be 2 now.',
      },
    ])
  })

  it('breaks also where the first use that is found does not', () => {
    const changes = diffDocuments(
      api({ properties: { a: { enum: [1, 2] } } }),
      api({ properties: { a: { enum: [1] } } }),
    )
    expect(changes).toMatchObject([{ kind: 'narrowed', breaking: true }])
  })

  it('may be recursive', () => {
    const node = (type: string): unknown => ({
      properties: { name: { type }, children: { items: { $ref: '#/components/schemas/Vessel' } } },
    })
    expect(diffDocuments(api(node('string')), api(node('integer'))).map(({ pointer }) => pointer)).toEqual([
      '#/components/schemas/Vessel/properties/name',
    ])
  })

  it('may be a parameter or an answer', () => {
    const shared = (schema: unknown): Parts =>
      documentOf(
        Object.fromEntries(
          ['/a', '/b', '/c'].map((path) => [
            path,
            {
              get: {
                parameters: [{ $ref: '#/components/parameters/page' }],
                responses: { 404: { $ref: '#/components/responses/Missing' } },
              },
            },
          ]),
        ),
        {
          parameters: { page: { name: 'page', in: 'query', required: schema !== true, schema: {} } },
          responses: { Missing: { description: '', ...json(schema) } },
        },
      )
    expect(diffDocuments(shared(true), shared({ type: 'string' }))).toMatchObject([
      { kind: 'required', breaking: true, pointer: '#/components/parameters/page' },
      { kind: 'narrowed', breaking: false, pointer: '#/components/responses/Missing/content/application~1json/schema' },
    ])
  })

  it('may get a name, or another one, and is the same', () => {
    const inline = documentOf({
      '/a': { get: { responses: { 200: { description: '', ...json({ type: 'string' }) } } } },
    })
    const under = (name: string): Parts =>
      documentOf(
        {
          '/a': { get: { responses: { 200: { description: '', ...json({ $ref: `#/components/schemas/${name}` }) } } } },
        },
        { schemas: { [name]: { type: 'string' } } },
      )
    expect(diffDocuments(inline, under('A'))).toEqual([])
    expect(diffDocuments(under('A'), under('B'))).toEqual([])
  })
})
