import { describe, expect, it } from 'vitest'
import { normalise } from '../../src/document/normalise.ts'
import { importOpenApi } from '../../src/import/import-openapi.ts'
import { Names } from '../../src/import/names/taken.ts'

// What real and hostile documents had, each as small as it could be made.
const documentOf = (more: object, paths: object = {}): object => ({
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1' },
  paths,
  ...more,
})
const ok = { '200': { description: 'ok' } }
const textOf = async (document: object, path: string): Promise<string> =>
  (await importOpenApi(document)).files.get(path) ?? ''

describe('a document that is not quite right is read:', () => {
  it('security and servers that are no lists of objects', async () => {
    const odd = documentOf(
      { servers: { url: 'x' }, security: [null, 'a', []] },
      { '/a': { get: { security: [null, 3], responses: ok } } },
    )
    expect((await importOpenApi(odd)).files.has('a.ts')).toBe(true)
    expect(normalise(odd)).toMatchObject({ paths: { '/a': { get: { security: [] } } } })
  })

  it('a discriminator that names a schema which is not there', () => {
    const discriminator = { propertyName: 'kind', mapping: { a: '#/A', b: '#/components/schemas/B' } }
    const schemas = { B: { type: 'object' }, C: { oneOf: [{ $ref: '#/components/schemas/B' }], discriminator } }
    expect(normalise(documentOf({ components: { schemas } })).components?.schemas?.['C']).toMatchObject({
      discriminator: { mapping: { b: '#/components/schemas/B' } },
    })
    expect(normalise(documentOf({ components: { schemas } }))).not.toHaveProperty(
      'components.schemas.C.discriminator.mapping.a',
    )
  })

  it('operations of which no answer is known', () => {
    const silent = documentOf({}, { '/a': { get: { responses: {} } } })
    expect(normalise(silent)).toMatchObject({ paths: { '/a': { get: { responses: { '2XX': {} } } } } })
  })

  it('tags that are words of the language', async () => {
    const tags = ['package', 'private', 'public', 'static', 'interface', 'let', 'yield', 'implements', 'delete']
    const paths = tags.map((tag) => [`/${tag}`, { get: { tags: [tag], responses: ok } }])
    const index = await textOf(documentOf({}, Object.fromEntries(paths)), 'index.ts')
    for (const tag of tags) {
      // The compiler refuses `export * as public`.
      expect(index).toContain(`import * as ${tag}Group from './${tag}.ts'\nexport { ${tag}Group as ${tag} }`)
    }
  })

  it('fields of a form whose type is not said, which are texts', async () => {
    const properties = { data: {}, list: { type: 'array', items: {} }, known: { type: 'object' } }
    const schema = { type: 'object', properties }
    const content = { 'application/x-www-form-urlencoded': { schema } }
    const module = await textOf(
      documentOf({}, { '/forms': { post: { requestBody: { content }, responses: ok } } }),
      'forms.ts',
    )
    expect(module).toContain("styles: { body: { known: /* @__PURE__ */ style('json') } }")
  })
})

describe('a document that costs more than it is worth', () => {
  it('is refused where references lead from one to the next without an end in sight', async () => {
    const schemas = Array.from({ length: 200 }, (_, at) => [
      `S${at}`,
      at === 0 ? { type: 'string' } : { $ref: `#/components/schemas/S${at - 1}` },
    ])
    for (const order of [schemas, schemas.toReversed()]) {
      await expect(importOpenApi(documentOf({ components: { schemas: Object.fromEntries(order) } }))).rejects.toThrow(
        /more than 100 references lead from one to the next/,
      )
    }
  })

  it('has many things of one name, each of which gets its own', () => {
    const names = new Names()
    names.take('a3')
    expect(Array.from({ length: 4 }, () => names.take('a'))).toEqual(['a', 'a2', 'a4', 'a5'])
    expect(names.take('A')).toBe('A6')
  })
})
