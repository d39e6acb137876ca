import { join } from 'node:path'
import { createClient, fetchTransport } from '@fairlead/core'
import { type OpenApiDocument, toOpenApi } from '@fairlead/openapi'
import { importOpenApi, readDocument } from '@fairlead/openapi/import'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { normalise } from '../../src/document/normalise.ts'
import * as api from './harbour/api/index.ts'
import { openapi } from './harbour/api/openapi.ts'
import type { Vessel } from './harbour/api/schemas/vessel.ts'

const document = join(import.meta.dirname, 'harbour/harbour.yaml')

/** A client of the generated contract, with what it has sent. */
function harbour(answer: () => Response) {
  const sent: Request[] = []
  const fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    sent.push(new Request(url, init))
    return Promise.resolve(answer())
  }
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    contract: api,
    transport: fetchTransport({ fetch }),
  })
  return { client, sent }
}

const gull = { id: '1', name: 'Gull', kind: 'tug' } as const
const headers = { 'x-request-id': '123e4567-e89b-42d3-a456-426614174000' }

describe('the modules of a document', () => {
  test('are those in the folder beside this test, which the compilers have read', async () => {
    const { files, unsupported } = await importOpenApi(document, { schemas: 'validated' })
    for (const [path, text] of files) await expect(text).toMatchFileSnapshot(`harbour/api/${path}`)
    expect(files.size).toBe(18)
    expect(unsupported).toEqual([])
  })

  test('are the same, whatever file they are read from', async () => {
    const { readFile } = await import('node:fs/promises')
    const text = await readFile(document, 'utf8')
    const [one, other] = await Promise.all([importOpenApi(text), importOpenApi(document)])
    expect([...one.files]).toEqual([...other.files])
  })

  test('give the document back that they were made from', async () => {
    const { document: source } = await readDocument(document)
    expect(normalise(toOpenApi(api, openapi))).toEqual(normalise(source as OpenApiDocument))
  })

  test('make calls as the document says', async () => {
    const { client, sent } = harbour(() => Response.json([gull]))
    const list = await client.api.vessels.list({ query: { kind: ['tug', 'ferry'], page: 2 }, headers })
    expect(list).toEqual([gull])
    expect(sent[0]?.url).toBe('https://harbour.example/api/vessels?kind=tug,ferry&page=2')
    expect(sent[0]?.headers.get('x-request-id')).toBe(headers['x-request-id'])
    expectTypeOf(list).toEqualTypeOf<readonly Vessel[]>()
  })

  test('check what is sent and what comes, where they are asked to', async () => {
    const { client, sent } = harbour(() => Response.json([{ ...gull, kind: 'raft' }]))
    // @ts-expect-error -- no such kind
    await expect(client.api.vessels.list({ query: { kind: ['raft'] }, headers })).rejects.toMatchObject({
      kind: 'validation',
      direction: 'input',
      issues: [{ path: 'kind.0' }],
    })
    expect(sent).toHaveLength(0)
    await expect(client.api.vessels.list({ headers })).rejects.toMatchObject({
      kind: 'validation',
      direction: 'output',
      issues: [{ path: '0.kind' }],
    })
  })

  test('leave out what only the other side says', async () => {
    const { client, sent } = harbour(() => Response.json(gull, { status: 201 }))
    const made = await client.api.vessels.create({ body: { name: 'Gull', kind: 'tug', pin: '1' } }).result()
    expect(await sent[0]?.json()).toEqual({ name: 'Gull', kind: 'tug', pin: '1' })
    // @ts-expect-error -- the server gives it
    void ((): unknown => client.api.vessels.create({ body: { id: '1', name: 'Gull', kind: 'tug' } }))
    if (made.ok && made.status === 201) expectTypeOf(made.data).toEqualTypeOf<Omit<Vessel, 'pin'>>()
    if (made.ok && made.status === 202) expectTypeOf(made.data.at).toEqualTypeOf<string>()
    if (made.status === 422) expectTypeOf(made.data.title).toEqualTypeOf<string | undefined>()
    expect(made).toMatchObject({ ok: true, status: 201, data: gull })
  })

  test('send what may be left out or not, and forms with their files', async () => {
    const { client, sent } = harbour(() => Response.json(gull))
    await client.api.vessels.update({ params: { id: '1' } })
    await client.api.vessels.update({ params: { id: '1' }, body: { berth: null } })
    await client.api.harbourDocuments
      .uploadPapers({ params: { id: '1' }, body: { file: new Blob(['x']), pages: 2 } })
      .result()
    expect(sent.map((request) => request.headers.get('content-type')?.split(';')[0] ?? null)).toEqual([
      null,
      'application/merge-patch+json',
      'multipart/form-data',
    ])
    expect([...((await sent[2]?.formData()) ?? [])].map(([name]) => name)).toEqual(['file', 'pages'])
  })

  test('narrow by discriminators, and know their views', () => {
    type Owner = NonNullable<Vessel['owner']>
    const nameOf = (owner: Owner): string => (owner.type === 'human' ? owner.name : String(owner.vessels.length))
    expect(nameOf({ type: 'company', vessels: [] })).toBe('0')
    const { client } = harbour(() => new Response('fine'))
    expectTypeOf(client.api.health.getHealth).returns.resolves.toEqualTypeOf<string>()
    expectTypeOf(client.api.tides.tides).returns.resolves.toExtend<ReadableStream>()
    expectTypeOf(client.api.vessels.delete).returns.resolves.toEqualTypeOf<undefined>()
  })
})
