import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CacheStore } from '@fairlead/cache'
import { cacheStoreCases } from '@fairlead/testing/conformance'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportsOf, programsOf, run } from '../../../tools/guide-programs.ts'

let calls: string[]

/** The harbour's answers to the programs. */
const harbour = async (
  input: string | URL | Request,
  { method = 'GET', headers }: RequestInit = {},
): Promise<Response> => {
  const path = new URL(input as string).pathname.slice('/api'.length)
  const authorization = new Headers(headers).get('authorization')
  calls.push(`${method} ${path}`)
  if (method !== 'GET') return new Response(null, { status: 201 })
  const maxAge = path === '/tides' ? [] : [authorization ? 'private, max-age=60' : 'max-age=60']
  return Response.json({ path, authorization }, { headers: maxAge.map((value) => ['cache-control', value]) })
}

beforeEach(() => {
  calls = []
  vi.stubGlobal('fetch', harbour)
})
afterEach(() => vi.unstubAllGlobals())

describe('the programs of the caching guide', () => {
  const [strategy = '', decoded = ''] = programsOf('caching')

  test('show one request for two calls, tags that reach the screens, and the modes of a call', async () => {
    const vessels = { path: '/vessels', authorization: null }
    expect(await run(strategy, harbour)).toEqual([
      [true],
      ['screens ask again for', ['vessels', 'vessel:aurora'], 'stale'],
      [vessels, vessels, 200],
    ])
    const mooring = 'POST /vessels/aurora/moorings'
    expect(calls).toEqual(['GET /tides', 'GET /vessels', mooring, 'GET /vessels', 'GET /vessels'])
  })

  test('show frozen data, data of their own, and a copy', async () => {
    expect(await run(decoded, harbour)).toEqual([[true, false], [false]])
  })
})

// The one for servers is in the README too, and runs there.
describe('the programs of its other pages', () => {
  const [, edge = '', offline = ''] = programsOf('caching-places')
  const [, memory = ''] = programsOf('caching-stores')
  const [timeline = ''] = programsOf('caching-reasons')

  test('show an edge runtime, and offline reading as the README has it', async () => {
    expect(await run(edge, harbour)).toEqual([[1]])
    expect(calls).toEqual(['GET /tides', 'GET /tides'])
    expect(offline).toBe(readFileSync(join(import.meta.dirname, 'readme/offline.ts'), 'utf8'))
  })

  test('show what the cache did, in the timeline and in Cache-Status', async () => {
    expect(await run(timeline, harbour)).toEqual([
      ['miss', 'uri-miss', true, undefined],
      ['hit', undefined, undefined, undefined],
      [expect.stringMatching(/^fairlead; fwd=uri-miss; ttl=(59|60); stored$/)],
      [expect.stringMatching(/^fairlead; hit; ttl=(59|60)$/)],
    ])
  })

  test('find nothing to complain of in the store in memory', async () => {
    expect(await run(memory, harbour)).toEqual([])
  })
})

describe('the store in SQLite of the guide', async () => {
  const [sqlite = ''] = programsOf('caching-stores')
  const { sqliteStore } = await exportsOf<{ sqliteStore(path: string): CacheStore }>(sqlite)
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-store-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each(cacheStoreCases)('$name', async ({ run: check }) => {
    await expect(check({ open: () => sqliteStore(join(folder, 'cache.db')), copies: true })).resolves.toBeUndefined()
  })
})
