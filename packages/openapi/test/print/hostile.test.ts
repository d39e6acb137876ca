import * as fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import type { JsonSchema } from '../../src/document/json-schema.ts'
import { schemaRef } from '../../src/document/pointer.ts'
import { carried } from '../../src/import/print/document.ts'
import { printModules } from '../../src/import/print/print-modules.ts'
import type { ApiModel, OperationModel } from '../../src/import/model.ts'
import { modelOf, parameterOf } from './support/model.ts'
import { type CallData, constantsOf, parsed, syntaxErrors } from './support/read-code.ts'

const NASTY = [
  '__proto__',
  'constructor',
  'toString',
  'default',
  'delete',
  'then',
  'get',
  'schema',
  'component',
  'class',
  'await',
  'eval',
  'CON',
  'nul',
  'com1',
  'index',
  'openapi',
  'schemas',
  '../../etc/passwd',
  '/etc/passwd',
  'a\\b',
  'a/b',
  '',
  ' ',
  '.',
  '..',
  "'",
  '"',
  '`',
  '${process.exit(1)}',
  '*/',
  '/*',
  '//',
  '*/ export {} /*',
  '\n',
  '\r\nexport const x = 1',
  '\u2028alert(1)',
  '\u202Eevil',
  '\uD800',
  '\0',
  '\\',
  '\\u0027',
  '@ts-ignore',
  '@ts-nocheck',
  '* @ts-ignore',
  'é',
  'e\u0301',
  'K',
  '船',
  '😀',
  'Vessel',
  'vessel',
  'VESSEL',
  'Array',
  'Blob',
  'Omit',
  'Component',
  '2fa',
  '-',
  '_',
  '$',
  'x'.repeat(300),
  '<script>',
  '1e999',
]
const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
const json = fc.oneof(fc.jsonValue(), fc.dictionary(text, text)) as fc.Arbitrary<unknown>

/** Schemas with nasty texts at every place that has a text. */
const schemas = (names: readonly string[]): fc.Arbitrary<JsonSchema> => {
  const refs = names.length > 0 ? [fc.constantFrom(...names).map((name) => ({ $ref: schemaRef(name) }))] : []
  const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record(
        { type: fc.constant('string'), description: text, format: text, default: json },
        { requiredKeys: ['type'] },
      ),
      fc.record({ enum: fc.array(json, { maxLength: 4 }), title: text }, { requiredKeys: ['enum'] }),
      fc.record({ const: json, deprecated: fc.boolean() }),
      ...refs,
      fc.record({ type: fc.constant('array'), items: tie('schema') }),
      fc.record(
        {
          type: fc.constant('object'),
          properties: fc.dictionary(text, tie('schema'), { maxKeys: 4 }),
          required: fc.array(text),
          description: text,
        },
        { requiredKeys: ['properties'] },
      ),
      fc.record({
        patternProperties: fc.dictionary(text, tie('schema'), { maxKeys: 2 }),
        additionalProperties: tie('schema'),
      }),
      fc.record({
        oneOf: fc.array(tie('schema'), { maxLength: 3 }),
        discriminator: fc.record({
          propertyName: text,
          mapping: fc.dictionary(text, fc.constantFrom('', ...names.map(schemaRef))),
        }),
      }),
      fc.record({ allOf: fc.array(tie('schema'), { maxLength: 3 }), [`x-${NASTY[0]}`]: json }),
      fc.record({ prefixItems: fc.array(tie('schema'), { maxLength: 3 }), minItems: fc.nat(3) }),
      fc.boolean(),
    ) as fc.Arbitrary<JsonSchema>,
  }))
  return schema
}

const models: fc.Arbitrary<ApiModel> = fc.uniqueArray(text, { maxLength: 5 }).chain((names) => {
  const schema = schemas(names)
  const parameter = fc
    .tuple(text, schema, text)
    .map(([name, of, description]) =>
      parameterOf(name, of, { description, style: { style: 'json', contentType: description } }),
    )
  const operation = fc.record({
    path: text.map((path) => `/${path}`),
    method: fc.constantFrom('GET' as const, 'POST' as const, 'DELETE' as const),
    operationId: fc.option(text, { nil: undefined }),
    tags: fc.array(text, { maxLength: 2 }),
    summary: fc.option(text, { nil: undefined }),
    description: fc.option(text, { nil: undefined }),
    accept: fc.option(text, { nil: undefined }),
    query: fc.array(parameter, { maxLength: 2 }),
    params: fc.array(parameter, { maxLength: 2 }),
    responses: schema.map((of) => [{ status: 200 as const, description: '', schema: of, content: 'json' as const }]),
    body: fc.option(
      fc.record({
        required: fc.boolean(),
        type: fc.constant('json' as const),
        contentType: text,
        schema,
        styles: fc.constant({}),
      }),
      { nil: undefined },
    ),
    docs: fc.record({ operationId: text, example: json }) as fc.Arbitrary<OperationModel['docs']>,
  }) as fc.Arbitrary<Partial<OperationModel>>
  return fc
    .record({
      operations: fc.array(operation, { maxLength: 4 }),
      of: fc.tuple(...names.map(() => schema)),
      title: text,
      version: text,
    })
    .map(({ operations, of, title, version }) => {
      const info = { title, version }
      return modelOf(operations, Object.fromEntries([]), {
        info,
        docs: { info },
        schemas: new Map(names.map((name, index) => [name, of[index] as JsonSchema])),
      })
    })
})

const STATEMENTS = new Set([
  ts.SyntaxKind.ImportDeclaration,
  ts.SyntaxKind.ExportDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.VariableStatement,
])
// oxlint-disable-next-line no-control-regex -- what no file of ours may contain
const UNSEEN = /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/u

/** Prints a model in each way, and gives the trees of all its modules. */
function treesOf(model: ApiModel, choices: readonly ('json' | 'types' | 'validated')[]): Map<string, ts.SourceFile>[] {
  return choices.map((choice) => {
    const files = printModules(model, { schemas: choice, extension: '.ts' })
    return new Map(Array.from(files, ([path, code]) => [path, parsed(path, code)]))
  })
}

describe('whatever a document says', { timeout: 60_000 }, () => {
  test('its modules are declarations and nothing else, with no character that is not seen', () => {
    fc.assert(
      fc.property(models, (model) => {
        for (const trees of treesOf(model, ['json', 'types', 'validated'])) {
          for (const [path, source] of trees) {
            expect(syntaxErrors(source), `${path}\n${source.text}`).toEqual([])
            for (const { kind } of source.statements) expect(STATEMENTS).toContain(kind)
            expect(source.text).not.toMatch(UNSEEN)
            expect(source.text).not.toMatch(/^[\s*/]*@ts-/m)
            constantsOf(source)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  test('its paths stay inside of the folder, and differ by more than case', () => {
    fc.assert(
      fc.property(models, (model) => {
        const paths = [...printModules(model, { schemas: 'json', extension: '.ts' }).keys()]
        for (const path of paths) expect(path).toMatch(/^(openapi\/|schemas\/)?[a-z0-9-]{1,90}\.ts$/)
        expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length)
      }),
    )
  })

  test('each schema and each endpoint has what its document has, to the letter', () => {
    fc.assert(
      fc.property(models, (model) => {
        const [trees = new Map<string, ts.SourceFile>()] = treesOf(model, ['json'])
        const constants = Array.from(trees.values(), (source) => [...constantsOf(source).values()]).flat() as CallData[]
        const components = constants.filter(({ call }) => call === 'component').map(({ args }) => args.slice(0, 2))
        const expected = Array.from(model.schemas, ([name, schema]) => [name, written(carried(schema, () => {}))])
        expect(new Set(components.map(sorted))).toEqual(new Set(expected.map(sorted)))
        const endpoints = constants.filter(({ call }) => ['del', 'get', 'post'].includes(call))
        expect(endpoints).toHaveLength(model.operations.length)
        const paths = endpoints.map(({ args }) => args[0])
        expect(new Set(paths)).toEqual(new Set(model.operations.map(({ path }) => path)))
        const { info } = constantsOf(trees.get('openapi.ts') as ts.SourceFile).get('said') as { info: unknown }
        expect(info).toEqual(model.info)
      }),
    )
  })

  test('each string literal reads as its text', () => {
    fc.assert(
      fc.property(text, json, (one, value) => {
        const docs = { info: { title: one, version: '' }, externalDocs: { url: one }, 'x-any': value }
        const source = parsed(
          'openapi.ts',
          printModules(modelOf([], {}, { docs }), { schemas: 'json', extension: '' }).get('openapi.ts') ?? '',
        )
        expect(constantsOf(source).get('said')).toEqual(written(docs))
      }),
    )
  })
})

/** As JSON has it: without what is undefined, and without the two zeros. */
function written(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}
