import type { Schema } from '@fairlead/core'
import { type Component, type JsonSchemaText, component, optional, schema } from '@fairlead/openapi/validate'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Result = ReturnType<Schema['~standard']['validate']>

const check = (document: JsonSchemaText, value: unknown): Result => schema(document)['~standard'].validate(value)
const issues = (document: JsonSchemaText, value: unknown): unknown =>
  (check(document, value) as { issues?: unknown }).issues
const fits = (document: JsonSchemaText, value: unknown): boolean => issues(document, value) === undefined

const Node: Component<unknown> = component(
  'Node',
  { type: 'object', properties: { next: { $ref: '#/$defs/Node' }, at: { type: 'integer' } } },
  () => [Node],
)

describe('a schema that checks', () => {
  test('delivers what fits, the same value', () => {
    const value = { next: { at: 1 } }
    expect(Node['~standard'].validate(value)).toEqual({ value })
    expect((Node['~standard'].validate(value) as { value: unknown }).value).toBe(value)
  })

  test('says everything that is wrong, each thing once and where it is', () => {
    expect(Node['~standard'].validate({ next: { at: 'one', next: [] } })).toEqual({
      issues: [
        { message: expect.stringContaining('Expected "object"'), path: ['next', 'next'] },
        { message: expect.stringContaining('Expected "integer"'), path: ['next', 'at'] },
      ],
    })
    const closed = { type: 'object', properties: { a: true }, required: ['a'], additionalProperties: false } as const
    expect(issues(closed, { 'b/~ %#': 1 })).toEqual([
      { message: expect.stringContaining('required property "a"'), path: [] },
      { message: 'is not allowed by the schema', path: ['b/~ %#'] },
    ])
    expect(issues({ anyOf: [{ type: 'string' }, { required: ['x'], type: 'object' }] }, 7)).toEqual([
      { message: "does not fit the keyword 'anyOf'", path: [] },
    ])
  })

  test('quotes no value', () => {
    const told = [
      { maximum: 5 },
      { multipleOf: 5 },
      { pattern: '^a$' },
      { maxLength: 2 },
      { format: 'uuid' },
      { const: 1 },
    ]
    for (const document of told) {
      const found = [issues(document, 987_654), issues(document, '987654')]
      expect(found.some(Boolean)).toBe(true)
      expect(JSON.stringify(found)).not.toContain('987654')
    }
  })

  test('takes undefined members as absent, and what JSON makes of a value as the value', () => {
    const document = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } } as const
    expect(fits(document, { at: undefined })).toBe(true)
    expect(fits({ ...document, additionalProperties: false }, { other: undefined })).toBe(true)
    expect(fits({ ...document, required: ['at'] }, { at: undefined })).toBe(false)
    expect(fits(document, { at: new Date(0) })).toBe(true)
    expect(fits({ type: 'integer' }, 7n)).toBe(true)
    expect(fits({ type: 'array', items: { type: 'null' } }, [undefined])).toBe(true)
  })

  test('lets bytes pass where the schema says binary, and nowhere else', () => {
    const bytes = [
      new Blob(['x']),
      new Uint8Array(2),
      new ArrayBuffer(2),
      new ReadableStream(),
      () => new ReadableStream(),
    ]
    for (const value of bytes) {
      expect(fits({ type: 'string', format: 'binary' }, value)).toBe(true)
      expect(fits({ contentMediaType: 'image/png' }, value)).toBe(true)
      expect(
        fits({ type: 'object', properties: { file: { type: 'string', format: 'binary' } } }, { file: value }),
      ).toBe(true)
      expect(fits({ type: 'string' }, value)).toBe(false)
      expect(fits({ type: 'array' }, value)).toBe(false)
    }
    expect(fits({ type: 'string', format: 'binary' }, 5)).toBe(false)
    expect(fits({ type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' }, new Blob())).toBe(false)
  })

  test('does not demand members that go in one direction only', () => {
    const document = {
      type: 'object',
      properties: { id: { type: 'string', readOnly: true }, secret: { type: 'string', writeOnly: true }, name: {} },
      required: ['id', 'secret', 'name'],
    } as const
    expect(fits(document, { name: 'Gull' })).toBe(true)
    expect(fits(document, { name: 'Gull', id: 5 })).toBe(false)
    expect(fits(document, { id: '5' })).toBe(false)
  })

  test('checks the formats of JSON Schema and passes those it does not know', () => {
    expect(fits({ format: 'date' }, '2026-02-30')).toBe(false)
    expect(fits({ format: 'email' }, 'nobody')).toBe(false)
    for (const format of ['vessel-id', 'constructor', 'toString', '__proto__', 'int32']) {
      expect(fits({ format }, 'anything')).toBe(true)
    }
  })

  test('reads no keyword in an annotation, and leaves the document as it is', () => {
    const document = Object.freeze({
      type: 'object',
      example: { id: 1 },
      'x-more': { $id: 'https://x.example', $ref: '#/nowhere' },
      properties: Object.freeze({
        id: Object.freeze({ type: 'string', default: { id: 1 } }),
        $ref: { type: 'string' },
      }),
    } as const)
    expect(fits(document, { id: 'a', $ref: 'b' })).toBe(true)
    expect(fits(document, { $ref: 5 })).toBe(false)
  })

  test('accepts nothing at all where it is optional, and checks what is there', () => {
    const maybe = optional(Node)['~standard']
    expect(maybe.validate(undefined)).toEqual({ value: undefined })
    expect(maybe.validate(5)).toHaveProperty('issues')
  })

  test('passes or refuses everything for true and false', () => {
    expect(fits(true, { a: [] })).toBe(true)
    expect(fits(false, 1)).toBe(false)
  })
})

describe('work is bounded', () => {
  test.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^((a*)b?)*$', '^(\\w+\\s?)*$', '(x+x+)+y', '(.*)\\1+$', '('])(
    'the pattern %s is not looked at',
    (pattern) => {
      expect(fits({ pattern }, `${'a'.repeat(40)}!`)).toBe(true)
      const document = { patternProperties: { [pattern]: { type: 'string' } }, additionalProperties: false } as const
      expect(fits({ type: 'object', ...document }, { [`${'a'.repeat(40)}!`]: 5 })).toBe(true)
    },
  )

  test.each([
    'a?'.repeat(28) + 'a'.repeat(28),
    '(a{0,19}){0,19}b',
    '(?:a|a)'.repeat(27) + 'b',
    '^(a?){19}(a?){19}b',
    '^(a+?){2,}$',
  ])('the pattern %s is not looked at, since its choices multiply', (pattern) => {
    expect(fits({ pattern }, 'a'.repeat(27))).toBe(true)
  })

  test.each([
    [String.raw`^\d{4}-\d{2}-\d{2}$`, 'x'],
    [String.raw`^[0-9a-f]{64}$`, 'x'],
    [String.raw`^(?:\+\d{1,3})?[- ]?\d{1,4}[- ]?\d{1,4}$`, 'x'],
    [String.raw`^(?:\d{1,3}\.){3}\d{1,3}$`, '1.2.3'],
    [String.raw`^[a-z]+?(?:-[a-z]+)?$`, 'A'],
    ['^(?:mon|tue|wed|thu|fri)$', 'sun'],
  ])('the pattern %s is', (pattern, text) => {
    expect(fits({ pattern }, text)).toBe(false)
  })

  test('patterns that take long for long texts are looked at in short ones', () => {
    expect(fits({ pattern: '^a*a*b$' }, `${'a'.repeat(300)}!`)).toBe(false)
    expect(fits({ pattern: '^a*a*b$' }, `${'a'.repeat(500_000)}!`)).toBe(true)
    expect(fits({ pattern: '^[A-Z]{2}[0-9]{3}$' }, 'a'.repeat(500_000))).toBe(false)
    expect(fits({ pattern: String.raw`^(https?|ftp)://[^\s(*+)]+$` }, 'mailto:x')).toBe(false)
  })

  test('uniqueness is asked of up to a thousand items', () => {
    expect(fits({ uniqueItems: true }, [{ a: 1 }, { a: 1 }])).toBe(false)
    expect(
      fits(
        { uniqueItems: true },
        Array.from({ length: 60_000 }, () => ({})),
      ),
    ).toBe(true)
  })

  test('a value that is too deep, or asks for too many references, is refused', () => {
    let deep: unknown = 1
    for (let depth = 0; depth < 50_000; depth += 1) deep = { next: deep }
    const tooMuch = { issues: [{ message: 'is too deep or too large to be checked' }] }
    expect(Node['~standard'].validate(deep)).toEqual(tooMuch)
    const Self: Component<unknown> = component('Self', { $ref: '#/$defs/Self' }, () => [Self])
    expect(Self['~standard'].validate(1)).toEqual(tooMuch)
    const levels: Component<unknown>[] = []
    for (let level = 0; level < 40; level += 1) {
      const below = levels.at(-1)
      const twice = { $ref: `#/$defs/L${level - 1}` }
      levels.push(component(`L${level}`, below ? { allOf: [twice, twice] } : true, () => (below ? [below] : [])))
    }
    expect(levels.at(-1)?.['~standard'].validate(1)).toEqual(tooMuch)
  })

  test('a long list of wrong items is told in part', () => {
    const value = Array.from({ length: 300_000 }, () => 5)
    expect(issues({ type: 'array', items: { type: 'string' } }, value)).toHaveLength(1)
    expect(issues({ type: 'array', items: { type: 'string' } }, value.slice(0, 1_000))).toHaveLength(50)
  })

  test('no value makes it throw', () => {
    const document = {
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Node' }] },
    } as const
    const any = schema(document, () => [Node])['~standard']
    fc.assert(
      fc.property(fc.anything({ withDate: true, withBigInt: true, withSparseArray: true }), (value) => {
        const result = any.validate(value) as { issues?: readonly { path?: unknown }[] }
        return !result.issues || result.issues.length > 0
      }),
    )
    expect(any.validate({ '\uD800': 5 })).toEqual({ issues: [{ message: 'has a key that is broken UTF-16' }] })
  })
})
