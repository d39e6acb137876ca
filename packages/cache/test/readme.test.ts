import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { programsOf, run } from '../../../tools/guide-programs.ts'

const here = import.meta.dirname
const readme = readFileSync(`${here}/../README.md`, 'utf8')
const files = readdirSync(`${here}/readme`)
const [server = ''] = programsOf('caching-places')

let calls: string[]
let lines: unknown[][]

/** The harbour's answers to the programs. */
function harbour(url: string, { method = 'GET', headers }: RequestInit = {}): Response {
  const path = new URL(url).pathname.slice('/api'.length)
  calls.push(`${method} ${path}`)
  if (method !== 'GET') return new Response(null, { status: 201 })
  if (path === '/me') return Response.json({ user: new Headers(headers).get('authorization') })
  if (path === '/tides') return Response.json({ high: '06:12' })
  return Response.json({ path }, { headers: { 'cache-control': 'max-age=60' } })
}

beforeEach(() => {
  calls = []
  lines = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => harbour(url, init))
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

// offline.ts needs a browser: readme.browser.test.ts runs it.
describe('the README', () => {
  test('shows the programs of the folder readme and one of the guide, each as it is', () => {
    const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
    const programs = files.map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
    expect(snippets.toSorted()).toEqual([...programs, server].toSorted())
    expect(snippets).toHaveLength(4)
  })

  test('start.ts asks once for what four calls want', async () => {
    await import('./readme/start.ts')
    expect(lines).toEqual([[{ high: '06:12' }, expect.stringMatching(/^fairlead; hit; ttl=(59|60)$/)]])
    expect(calls).toEqual(['GET /tides'])
  })

  test('writes.ts asks anew for what a write has changed, and for nothing else', async () => {
    await import('./readme/writes.ts')
    const first = ['GET /vessels', 'GET /vessels/aurora', 'GET /vessels/borea']
    expect(calls).toEqual([...first, 'POST /vessels/aurora/moorings', 'GET /vessels/aurora', 'GET /vessels'])
  })

  test('the one for servers keeps two users apart, knows one again, and shares what is public', async () => {
    const shown = await run(server, fetch)
    const tides = { high: '06:12' }
    const [ann, bo] = ['ann', 'bo'].map((user) => [{ user: `Bearer access-of-${user}` }, tides])
    expect(shown).toEqual([[[ann, bo]], [ann]])
    expect(calls.toSorted()).toEqual(['GET /me', 'GET /me', 'GET /tides'])
  })
})
