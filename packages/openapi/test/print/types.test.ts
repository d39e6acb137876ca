import { describe, expect, test } from 'vitest'
import type { JsonSchema } from '../../src/document/json-schema.ts'
import { render } from '../../src/import/print/layout.ts'
import { printModules } from '../../src/import/print/print-modules.ts'
import { typeOf } from '../../src/import/print/type.ts'
import { modelOf } from './support/model.ts'

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

function typed(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>> = {}): string {
  const scope = { schemas: new Map(Object.entries(schemas)), refer: (name: string) => name, dropped: new Set<string>() }
  return render(typeOf(schema, scope).text)
}

/** What a module declares, without its imports and its value. */
function declared(name: string, schemas: Readonly<Record<string, JsonSchema>>): string {
  const files = printModules(modelOf([], schemas), { schemas: 'types', extension: '.ts' })
  const [, text = ''] =
    /^(?:\/\*\*.*?\*\/\n)?(export (?:type|interface) .*?)\n\nexport const/ms.exec(
      files.get(`schemas/${name.toLowerCase()}.ts`) ?? '',
    ) ?? []
  return text
}

describe('the type of a schema', () => {
  test.each<[string, JsonSchema, string]>([
    ['anything', true, 'unknown'],
    ['nothing', false, 'never'],
    ['the empty schema', {}, 'unknown'],
    ['what is not something', { not: { type: 'string' } }, 'unknown'],
    ['an integer', { type: 'integer', format: 'int64' }, 'number'],
    ['several types', { type: ['string', 'null'] }, 'string | null'],
    ['an unknown type', { type: 'money' as 'string' }, 'unknown'],
    ['a constant', { const: 'a' }, "'a'"],
    ['null as a constant', { const: null }, 'null'],
    ['an object as a constant', { const: { a: [1, null] } }, '{ readonly a: readonly [1, null] }'],
    [
      'an enumeration, each value once',
      { type: 'string', enum: ['a', "it's", 1, true, null, 'a'] },
      `'a' | "it's" | 1 | true | null`,
    ],
    ['an empty enumeration', { enum: [] }, 'never'],
    ['bytes', { type: 'string', format: 'binary' }, 'Blob | Uint8Array'],
    ['bytes by media type', { contentMediaType: 'image/png' }, 'Blob | Uint8Array'],
    ['bytes as text', { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' }, 'string'],
    ['a list', { type: 'array', items: { type: 'string' } }, 'readonly string[]'],
    ['a list of anything', { type: 'array' }, 'readonly unknown[]'],
    ['a list of several', { items: { type: ['string', 'null'] } }, 'readonly (string | null)[]'],
    ['a list of lists', { items: { items: { type: 'number' } } }, 'readonly (readonly number[])[]'],
    [
      'a pair',
      { prefixItems: [{ type: 'string' }, { type: 'number' }], items: false, minItems: 2 },
      'readonly [string, number]',
    ],
    [
      'an open tuple',
      { prefixItems: [{ type: 'string' }], items: { type: 'number' } },
      'readonly [string?, ...number[]]',
    ],
    [
      'an object',
      { properties: { a: { type: 'string' }, 'b-c': true }, required: ['a'] },
      `{ readonly a: string; readonly 'b-c'?: unknown }`,
    ],
    ['a required member that is not described', { required: ['a'] }, '{ readonly a: unknown }'],
    ['an object of anything', { type: 'object' }, '{ readonly [name: string]: unknown }'],
    ['an object of nothing', { type: 'object', additionalProperties: false }, '{}'],
    ['a record', { type: 'object', additionalProperties: { type: 'number' } }, '{ readonly [name: string]: number }'],
    [
      'a record by patterns',
      { patternProperties: { '^a': { type: 'string' }, '^b': { type: 'number' } }, additionalProperties: false },
      '{ readonly [name: string]: string | number }',
    ],
    [
      'an object with more members',
      { properties: { a: { type: 'string' } }, additionalProperties: { type: 'number' } },
      '{ readonly a?: string | undefined; readonly [name: string]: unknown }',
    ],
    ['one of several', { oneOf: [ref('A'), { type: 'null' }] }, 'A | null'],
    ['one of several, one of which is anything', { anyOf: [ref('A'), {}] }, 'unknown'],
    ['all of several', { allOf: [ref('A'), { required: ['b'] }] }, 'A & { readonly b: unknown }'],
    ['all of one', { allOf: [ref('A')] }, 'A'],
    [
      'all of several, with members of its own',
      { allOf: [ref('A')], properties: { b: { type: 'string' } } },
      '{ readonly b?: string | undefined } & A',
    ],
    ['alternatives of one type', { type: 'string', oneOf: [{ format: 'uri' }, { maxLength: 0 }] }, 'string'],
    ['an object that is one of two', { type: 'object', oneOf: [ref('A'), ref('B')] }, 'A | B'],
    [
      'members, some of which are needed',
      { properties: { a: { type: 'string' } }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      '{ readonly a?: string | undefined } & ({ readonly a: unknown } | { readonly b: unknown })',
    ],
    ['a reference that says more', { ...(ref('A') as object), description: 'x' }, 'A'],
    [
      'null or an object',
      { type: ['object', 'null'], properties: { a: { type: 'string' } } },
      '{ readonly a?: string | undefined } | null',
    ],
  ])('%s', (_, schema, expected) => {
    expect(typed(schema)).toBe(expected)
  })

  test('long unions have one alternative a line', () => {
    const values = Array.from({ length: 12 }, (_, index) => `value-number-${index}`)
    expect(typed({ enum: values })).toBe(`\n${values.map((value) => `  | '${value}'`).join('\n')}`)
  })

  test('a discriminator narrows, by its mapping, by names, and not where the alternatives do it themselves', () => {
    const kind = { type: 'string' } as const
    const schemas = {
      Cat: { properties: { kind } },
      Dog: { properties: { kind } },
      Eel: { allOf: [{ properties: { kind: { const: 'eel' } } }] },
    }
    const animal = (mapping?: Record<string, string>): string =>
      typed(
        { oneOf: Object.keys(schemas).map(ref), discriminator: { propertyName: 'kind', ...(mapping && { mapping }) } },
        schemas,
      )
    expect(animal()).toBe("(Cat & { readonly kind: 'Cat' }) | (Dog & { readonly kind: 'Dog' }) | Eel")
    const mapped = animal({ tom: '#/components/schemas/Cat', felix: 'Cat', rex: '#/components/schemas/Dog' })
    expect(mapped).toBe("(Cat & { readonly kind: 'tom' | 'felix' }) | (Dog & { readonly kind: 'rex' }) | Eel")
  })
})

describe('the declaration of a named schema', () => {
  test('is an interface for members alone, and else a type', () => {
    expect(declared('A', { A: { type: 'object', properties: { a: { type: 'string' } } } })).toBe(
      'export interface A {\n  readonly a?: string | undefined\n}',
    )
    expect(declared('A', { A: { type: 'object', properties: {} } })).toBe(
      'export interface A {\n  readonly [name: string]: unknown\n}',
    )
    expect(declared('A', { A: { type: 'string' } })).toBe('export type A = string')
  })

  test('refers to itself through members and items, and through nothing less', () => {
    expect(declared('Json', { Json: { oneOf: [{ type: 'string' }, ref('Json'), { items: ref('Json') }] } })).toBe(
      'export type Json = string | readonly Json[]',
    )
    const circle = { A: { oneOf: [ref('B'), { type: 'string' }] }, B: { anyOf: [ref('A'), { type: 'null' }] } } as const
    expect([declared('A', circle), declared('B', circle)]).toEqual([
      'export type A = B | string',
      'export type B = null',
    ])
  })

  test('tells what the document says of its members', () => {
    const members = declared('A', {
      A: {
        properties: {
          a: {
            title: 'Name',
            description: 'Of the ship.\nMore */ of @it\n@ts-ignore',
            format: 'x',
            default: 'a`b',
            deprecated: true,
          },
          b: { type: 'integer', description: 'How many', default: 5 },
        },
      },
    })
    expect(members).toBe(
      String.raw`export interface A {
  /**
   * Name
   *
   * Of the ship.
   * More *\/ of @it
   * \@ts-ignore
   *
   * @format x
   * @defaultValue "a` +
        '`' +
        String.raw`b"
   * @deprecated
   */
  readonly a?: unknown
  /** How many @defaultValue ` +
        '`5`' +
        String.raw` */
  readonly b?: number | undefined
}`,
    )
  })
})
