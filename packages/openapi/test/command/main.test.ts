import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Place, placeOf } from './support/run.ts'

let place: Place
beforeEach(() => {
  place = placeOf('command')
})
afterEach(() => place.leave())

const vessel = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
const harbour = {
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1.0.0' },
  paths: {
    '/vessels/{id}': {
      get: {
        operationId: 'vessels.byId',
        tags: ['vessels'],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: {
            description: 'OK',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Vessel' } } },
          },
        },
      },
    },
  },
  components: { schemas: { Vessel: vessel } },
}

// As an import of plain JavaScript would look, since a contract may be written by hand too.
const CONTRACT = `
export const vessels = {
  byId: { kind: 'endpoint', method: 'GET', path: '/vessels/{id}', definition: { responses: { 204: null } } },
}
`

describe('the command', () => {
  test('says how it is used, to who asks and to who does not know', async () => {
    for (const args of [[], ['--help'], ['import', '-h']]) {
      expect(await place.run(...args)).toMatchObject({ code: 0, out: expect.stringContaining('import <document>') })
    }
    const { code, err } = await place.run('exprot')
    expect(code).toBe(2)
    expect(err).toMatch(/no command 'exprot'/)
  })

  test.each([
    [['import'], /needs a <document>/],
    [['import', 'a.json'], /--out <folder>/],
    [['import', 'a.json', '--out', 'x', '--schemas', 'zod'], /json, validated, types, not 'zod'/],
    [['check', 'a.json', 'b.json'], /'b.json'/],
    [['diff', 'a.json'], /<after>/],
    [['check', '--jsn', 'a.json'], /--jsn/],
    [['import', 'nowhere.json', '--out', 'x'], /nowhere\.json/],
    [['export', 'nowhere.js'], /there is no such file/],
    [['import', 'https://\u001b[31mhostile.example/\u0007', '--out', 'x'], /./],
  ])('%j is refused in one sentence', async (args, sentence) => {
    const { code, err } = await place.run(...args)
    expect(code).toBe(2)
    expect(err).toMatch(sentence)
    // No stack, and nothing that moves a cursor.
    // oxlint-disable-next-line no-control-regex -- exactly these must not be there
    expect(err).not.toMatch(/\n {4}at |[\0-\x08\x0b-\x1f\x7f]/)
  })

  test('imports a document, says where it is, and imports it again over what it made', async () => {
    place.have({ 'harbour.json': harbour })
    const { code, out, err } = await place.run('import', 'harbour.json', '--out', 'src/api')
    expect({ code, out }).toEqual({ code: 0, out: '5 files in src/api\n' })
    expect(err).toMatch(/Reading files …\n.*Saving files …\n$/s)
    expect(readdirSync(join(place.folder, 'src/api')).toSorted()).toEqual([
      'index.ts',
      'openapi',
      'openapi.ts',
      'schemas',
      'vessels.ts',
    ])
    expect(readFileSync(join(place.folder, 'src/api/vessels.ts'), 'utf8')).toMatch(/export const byId = /)
    expect((await place.run('import', 'harbour.json', '-o', 'src/api')).code).toBe(0)
    place.have({ 'src/other/index.ts': 'mine' })
    expect(await place.run('import', 'harbour.json', '-o', 'src/other')).toMatchObject({ code: 2 })
    expect(readFileSync(join(place.folder, 'src/other/index.ts'), 'utf8')).toBe('mine')
  })

  test('lists what a contract does not have, and fails by it with --strict alone', async () => {
    const { get } = harbour.paths['/vessels/{id}']
    const lossy = {
      ...harbour,
      paths: { '/vessels/{id}': { get, trace: { responses: { 200: { description: '' } } } } },
    }
    place.have({ 'harbour.json': lossy })
    const { code, out } = await place.run('import', 'harbour.json', '--out', 'api')
    expect(code).toBe(0)
    expect(out).toMatch(
      /1 things of the document that a contract does not have:\n {2}#\/paths\/~1vessels~1\{id\}\/trace\n/,
    )
    expect((await place.run('import', 'harbour.json', '--out', 'api', '--strict')).code).toBe(1)
  })

  test('exports a contract to the output, or to a file in the format of its name', async () => {
    place.have({ 'contract.mjs': CONTRACT })
    const asked = ['export', 'contract.mjs', '--title', 'Harbour', '--version', '1.0.0'] as const
    const { code, out } = await place.run(...asked)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ openapi: '3.1.1', paths: { '/vessels/{id}': { get: {} } } })
    expect(await place.run(...asked, '--out', 'docs/api.yaml')).toMatchObject({ code: 0, out: '' })
    expect(readFileSync(join(place.folder, 'docs/api.yaml'), 'utf8')).toMatch(/^openapi: 3\.1\.1\n/)
  })

  test('takes what is said beside a contract from the module beside it, and says what is missing', async () => {
    place.have({ 'contract.mjs': CONTRACT })
    expect((await place.run('export', 'contract.mjs')).err).toMatch(/--title and --version/)
    place.have({ 'openapi.mjs': `export const openapi = { info: { title: 'Beside', version: '2' } }` })
    expect(JSON.parse((await place.run('export', 'contract.mjs', '--version', '3')).out)).toMatchObject({
      info: { title: 'Beside', version: '3' },
    })
    place.have({ 'none.mjs': 'export const x = 1' })
    expect((await place.run('export', 'none.mjs', '--title', 'a', '--version', '1')).err).toMatch(/--name <export>/)
    place.have({ 'thrower.mjs': `throw new Error('at once')` })
    expect((await place.run('export', 'thrower.mjs')).err).toBe('thrower.mjs cannot be loaded: at once\n')
  })

  test('exports the document of a live connection', async () => {
    place.have({
      'live.mjs': `
        const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }),
          jsonSchema: { input: () => ({ type: 'string' }), output: () => ({ type: 'string' }) } } }
        export const channels = { link: { toClient: { sweep: schema } } }`,
    })
    const { out } = await place.run('export', 'live.mjs', '--kind', 'asyncapi', '--title', 'Link', '--version', '1')
    expect(JSON.parse(out)).toMatchObject({ asyncapi: expect.stringMatching(/^3\./), channels: { link: {} } })
  })

  test('checks a document, and fails by what is wrong with it', async () => {
    place.have({ 'good.json': harbour, 'bad.json': { ...harbour, security: [{ nobody: [] }] } })
    expect(await place.run('check', 'good.json')).toMatchObject({ code: 0, out: '0 errors, 0 warnings\n' })
    const { code, out } = await place.run('check', 'bad.json', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual([expect.objectContaining({ rule: 'security', severity: 'error' })])
    // One that cannot be read is wrong as a whole.
    expect(await place.run('check', 'nowhere.json')).toMatchObject({ code: 1, out: expect.stringMatching(/nowhere/) })
  })

  test('tells what breaks between two documents, and fails by what it is asked to', async () => {
    place.have({
      'a.json': harbour,
      'b.json': { ...harbour, components: { schemas: { Vessel: { ...vessel, required: [] } } } },
      'c.json': {
        ...harbour,
        paths: { ...harbour.paths, '/berths': { get: { responses: { 204: { description: '' } } } } },
      },
    })
    const broken = await place.run('diff', 'a.json', 'b.json')
    expect(broken.code).toBe(1)
    expect(broken.out).toMatch(/^breaking {2}#\/components.*\n.*\n\n1 changes, 1 of them breaking\n$/)
    expect((await place.run('diff', 'a.json', 'b.json', '--fail-on', 'never')).code).toBe(0)
    expect((await place.run('diff', 'a.json', 'c.json')).code).toBe(0)
    expect((await place.run('diff', 'a.json', 'c.json', '--fail-on', 'any')).code).toBe(1)
    expect(await place.run('diff', 'a.json', 'a.json')).toMatchObject({
      code: 0,
      out: '0 changes, 0 of them breaking\n',
    })
  })

  test('follows no reference out of the folder of a document', async () => {
    place.have({ 'outside.json': { secret: true } })
    place.have({ 'inside/api.json': { ...harbour, components: { schemas: { Vessel: { $ref: '../outside.json' } } } } })
    expect(await place.run('import', 'inside/api.json', '--out', 'api')).toMatchObject({ code: 2 })
    symlinkSync(join(place.folder, 'outside.json'), join(place.folder, 'inside/link.json'))
    place.have({ 'inside/api.json': { ...harbour, components: { schemas: { Vessel: { $ref: './link.json' } } } } })
    expect(await place.run('import', 'inside/api.json', '--out', 'api')).toMatchObject({ code: 2 })
    expect(existsSync(join(place.folder, 'api'))).toBe(false)
    expect((await place.run('import', 'inside/api.json', '--out', 'api', '--root', '.')).code).toBe(0)
  })
})
