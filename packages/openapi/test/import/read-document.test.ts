import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readDocument } from '../../src/import/read/read-document.ts'
import type { ReadOptions } from '../../src/import/read/options.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-read-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Writes files below the temporary folder and reads the first. */
async function reading(files: Record<string, string>, options?: ReadOptions): ReturnType<typeof readDocument> {
  for (const [name, text] of Object.entries(files)) {
    // oxlint-disable-next-line no-await-in-loop -- a few small files
    await mkdir(dirname(join(folder, name)), { recursive: true })
    // oxlint-disable-next-line no-await-in-loop
    await writeFile(join(folder, name), text)
  }
  return readDocument(join(folder, Object.keys(files)[0] ?? ''), options)
}

const head = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n'
const refersTo = (ref: string): string =>
  `${head}paths: {}\ncomponents:\n  schemas:\n    A:\n      $ref: ${JSON.stringify(ref)}\n`
const schema = 'type: string\ndescription: from elsewhere\n'

describe('a document is read', () => {
  it('from a path, with its version and its files', async () => {
    expect(await reading({ 'api.yaml': `${head}paths: {}` })).toEqual({
      document: { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: {} },
      version: '3.1.0',
      files: [join(folder, 'api.yaml')],
    })
  })

  it('from a file address, a text and a value', async () => {
    await reading({ 'api.json': '{"openapi":"3.0.0","paths":{}}' })
    const document = { openapi: '3.0.0', paths: {} }
    expect(await readDocument(pathToFileURL(join(folder, 'api.json')))).toMatchObject({ document })
    expect(await readDocument('{"openapi":"3.0.0","paths":{}}')).toEqual({ document, version: '3.0.0', files: [] })
    expect(await readDocument(`openapi: 3.0.0\npaths: {}\n`)).toEqual({ document, version: '3.0.0', files: [] })
    expect((await readDocument(document)).document).toBe(document)
  })

  it('with statuses as numbers, and with a byte order mark', async () => {
    const { document } = await reading({
      'api.yaml': `\uFEFF${head}paths: { /a: { get: { responses: { 200: {} } } } }`,
    })
    expect(document).toMatchObject({ paths: { '/a': { get: { responses: { '200': {} } } } } })
  })

  it('from many files, whose schemas become components', async () => {
    const { document, files } = await reading({
      'api.yaml': `${head}paths:\n  /vessels:\n    $ref: paths/vessels.yaml\n`,
      'paths/vessels.yaml':
        'get:\n  parameters:\n    - $ref: "../common/page.json"\n  responses:\n    "200":\n      description: D\n      content:\n        application/json:\n          schema:\n            $ref: ../schemas/vessel.yaml\n',
      'common/page.json': '{"name":"page","in":"query","schema":{"type":"integer"}}',
      'schemas/vessel.yaml': 'properties:\n  next:\n    $ref: "#"\n  berth:\n    $ref: berth.yaml#/Berth\n',
      'schemas/berth.yaml': 'Berth:\n  properties:\n    vessel:\n      $ref: vessel.yaml\n',
    })
    expect(document).toMatchObject({
      paths: {
        '/vessels': {
          get: {
            parameters: [{ $ref: '#/components/parameters/page' }],
            responses: {
              200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/vessel' } } } },
            },
          },
        },
      },
      components: {
        parameters: { page: { name: 'page' } },
        schemas: {
          vessel: {
            properties: {
              next: { $ref: '#/components/schemas/vessel' },
              berth: { $ref: '#/components/schemas/Berth' },
            },
          },
          Berth: { properties: { vessel: { $ref: '#/components/schemas/vessel' } } },
        },
      },
    })
    expect(files).toHaveLength(5)
  })

  it('and tells how far it is', async () => {
    const seen: string[] = []
    await reading(
      { 'api.yaml': refersTo('b.yaml'), 'b.yaml': schema },
      { onProgress: ({ step, done, total }) => seen.push(`${step} ${done}/${total}`) },
    )
    expect(seen).toEqual(['read 1/1', 'read 2/2'])
  })

  it('without a look at what the working directory or its folder configures', async () => {
    const rules = 'extends: [./gone.yaml]\nplugins: [./gone.js]\n'
    const document = await reading({ 'api.yaml': refersTo('b.yaml'), 'b.yaml': schema, 'redocly.yaml': rules })
    expect(document.files.map((file) => file.slice(folder.length))).toEqual(['/api.yaml', '/b.yaml'])
  })

  it('and the value that was given stays as it is', async () => {
    await writeFile(join(folder, 'b.yaml'), schema)
    const given = { openapi: '3.1.0', components: { schemas: { A: { $ref: 'b.yaml' } } } }
    await readDocument(given, { root: folder })
    expect(given.components.schemas.A).toEqual({ $ref: 'b.yaml' })
  })

  it('without what examples and extensions refer to', async () => {
    const { document } = await reading({
      'api.yaml': `${refersTo('b.yaml')}      examples: [{ $ref: nowhere.yaml }]\nx-logo:\n  $ref: gone.svg\n`,
      'b.yaml': schema,
    })
    expect(document).toHaveProperty('components.schemas.A')
  })
})

describe('no file is read outside of the folder', () => {
  let outside: string

  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'fairlead-outside-'))
    await writeFile(join(outside, 'secret.yaml'), schema)
  })
  afterEach(() => rm(outside, { recursive: true }))

  it.each([
    ['a path', () => join(outside, 'secret.yaml')],
    ['a way up', () => `../${outside.slice(dirname(outside).length + 1)}/secret.yaml`],
    ['a file address', () => pathToFileURL(join(outside, 'secret.yaml')).href],
  ])('through %s', async (_, ref) => {
    await expect(reading({ 'api.yaml': refersTo(ref()) })).rejects.toThrow(/outside of the document's folder/)
  })

  it('through a symbolic link to a file or a folder', async () => {
    await symlink(outside, join(folder, 'inner'))
    await symlink(join(outside, 'secret.yaml'), join(folder, 'link.yaml'))
    await expect(reading({ 'api.yaml': refersTo('inner/secret.yaml') })).rejects.toThrow(/outside/)
    await expect(reading({ 'api.yaml': refersTo('link.yaml') })).rejects.toThrow(/outside/)
  })

  it('through the address of an example, which stays an address', async () => {
    const file = pathToFileURL(join(outside, 'secret.yaml')).href
    const { document } = await reading({
      'api.yaml': `${refersTo('b.yaml')}  examples:\n    E:\n      externalValue: ${file}\n`,
      'b.yaml': schema,
    })
    expect(document).toMatchObject({ components: { examples: { E: { externalValue: file } } } })
  })

  it('but where `root` holds both', async () => {
    const { document } = await reading(
      { 'api.yaml': refersTo(join(outside, 'secret.yaml')) },
      { root: dirname(folder) },
    )
    expect(document).toMatchObject({ components: { schemas: { A: { $ref: '#/components/schemas/secret' } } } })
  })

  it('and a document that has no folder reads none', async () => {
    await expect(readDocument(refersTo('/etc/passwd'))).rejects.toThrow(/may read no file/)
  })

  it('and a folder is no file', async () => {
    await mkdir(join(folder, 'sub.yaml'))
    await expect(reading({ 'api.yaml': refersTo('sub.yaml') })).rejects.toThrow(/is no file/)
  })
})

describe('no host is asked that is not allowed', () => {
  const asked: string[] = []
  const answers: Record<string, () => Response> = {
    'https://api.example/openapi.yaml': () => new Response(refersTo('schemas/a.yaml')),
    'https://api.example/schemas/a.yaml': () => new Response(schema),
    'https://api.example/away.yaml': () =>
      new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } }),
    'https://api.example/round.yaml': () => new Response(null, { status: 302, headers: { location: '/round.yaml' } }),
    'https://api.example/local.yaml': () => new Response(refersTo('file:///etc/passwd')),
  }
  const options: ReadOptions = {
    allowHosts: ['api.example'],
    fetch: async (input) => {
      const url = input as string
      asked.push(url)
      return answers[url]?.() ?? new Response('gone', { status: 404 })
    },
  }
  beforeEach(() => {
    asked.length = 0
  })

  it('for the document itself', async () => {
    await expect(readDocument('https://other.example/openapi.yaml', options)).rejects.toThrow(/add 'other\.example'/)
    await expect(readDocument(new URL('https://api.example:8443/openapi.yaml'), options)).rejects.toThrow(
      /add 'api\.example:8443'/,
    )
    expect(asked).toEqual([])
  })

  it('and the parts of one that is fetched come from where it is', async () => {
    const { document, files } = await readDocument('https://api.example/openapi.yaml', options)
    expect(document).toMatchObject({ components: { schemas: { a: { type: 'string' } } } })
    expect(files).toEqual(['https://api.example/openapi.yaml', 'https://api.example/schemas/a.yaml'])
  })

  it.each([
    ['a part', refersTo('https://other.example/a.yaml'), /not allowed; add 'other\.example'/],
    ['another scheme', refersTo('ftp://api.example/a.yaml'), /only addresses of http/],
    ['data', refersTo('data:application/json,{}'), /only addresses of http/],
    ['a password in the address', refersTo('https://me:secret@api.example/a.yaml'), /without a password/],
  ])('for %s', async (_, text, message) => {
    await expect(reading({ 'api.yaml': text }, options)).rejects.toThrow(message)
    expect(asked).toEqual([])
  })

  it('after a redirect', async () => {
    await expect(readDocument('https://api.example/away.yaml', options)).rejects.toThrow(/add '169\.254\.169\.254'/)
    await expect(readDocument('https://api.example/round.yaml', options)).rejects.toThrow(/more than 5 times/)
  })

  it('and one that was fetched reads no file here', async () => {
    await expect(readDocument('https://api.example/local.yaml', options)).rejects.toThrow(/only addresses of http/)
  })
})

describe('a document ends with a clear error', () => {
  it.each([
    ['without the file', { 'api.yaml': refersTo('gone.yaml') }, /gone\.yaml: it cannot be read \(ENOENT\)/],
    [
      'without what it refers to',
      { 'api.yaml': refersTo('b.yaml#/x'), 'b.yaml': schema },
      /does not hold together: .*A.*Can't resolve/,
    ],
    ['with a broken part', { 'api.yaml': refersTo('b.yaml'), 'b.yaml': 'a: [' }, /b\.yaml: /],
    ['that is no YAML', { 'api.yaml': 'a: b: c' }, /api\.yaml: /],
    ['with a name twice', { 'api.yaml': `${head}paths: {}\npaths: {}` }, /duplicate/],
    ['with a name twice in JSON', { 'api.json': '{"openapi":"3.1.0","paths":{"a:\\":":{}},"paths":{}}' }, /duplicate/],
    ['with a key that would change what objects are', { 'api.yaml': `${head}paths: { __proto__: {} }` }, /__proto__/],
    ['that contains itself', { 'api.yaml': `${head}paths: &p\n  /a: *p` }, /contains itself/],
    ['that is nested too deep', { 'api.yaml': `${head}x-a: ${'['.repeat(300)}${']'.repeat(300)}` }, /depth/i],
    ['that is nested too deep in JSON', { 'api.json': `${'['.repeat(300)}${']'.repeat(300)}` }, /deeper than 200/],
    ['of Swagger', { 'api.json': '{"swagger":"2.0"}' }, /convert it first/],
  ])('%s', async (_, files, message) => {
    const failure = await reading(files as unknown as Record<string, string>).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'config', message: expect.stringMatching(message) })
  })

  it('where its aliases stand for more than it may hold', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `x${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]`,
    )
    const bomb = `${head}x0: &a0 [lol]\n${levels.join('\n')}\n`
    await expect(reading({ 'api.yaml': bomb })).rejects.toThrow(/more than 5000000 values/)
    await expect(reading({ 'api.yaml': bomb }, { maxAliases: 10 })).rejects.toThrow(/maxAliases/)
  })

  it('where it is too large, in all its files together', async () => {
    const large = { 'api.yaml': refersTo('b.yaml'), 'b.yaml': `${schema}title: ${'x'.repeat(1_000)}` }
    await expect(reading(large, { maxBytes: 100 })).rejects.toThrow(/api\.yaml: it has more than the 100 bytes/)
    await expect(reading(large, { maxBytes: 1_000 })).rejects.toThrow(/b\.yaml: it has more than/)
  })

  it('where it has too many files', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 10 }, (_, at) => [
        `f${at}.yaml`,
        at === 0 ? refersTo('f1.yaml') : `properties: { n: { $ref: f${at + 1}.yaml } }`,
      ]),
    )
    await expect(reading(chain, { maxFiles: 5 })).rejects.toThrow(/more than 5 files/)
  })

  it('where an option does not exist or cannot be so', async () => {
    await expect(readDocument({}, { allowHost: ['a'] } as never)).rejects.toThrow(/unknown option 'allowHost'/)
    await expect(readDocument({}, { allowHosts: ['https://a.example'] })).rejects.toThrow(/`allowHosts` cannot be/)
  })

  it('where a reference names what every object has', async () => {
    const files = { 'api.yaml': refersTo('b.yaml#/constructor'), 'b.yaml': schema }
    await expect(reading(files)).rejects.toThrow(/leads to nothing|does not hold together/)
    expect({}).not.toHaveProperty('$ref')
  })
})
