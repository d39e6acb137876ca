import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const here = import.meta.dirname
const readme = readFileSync(`${here}/../README.md`, 'utf8')
const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
const files = readdirSync(`${here}/readme`)

/** The harbour's answers to the snippets. */
function harbour(url: string, init: RequestInit = {}): Response {
  const path = new URL(url).pathname.slice('/api'.length)
  if (path === '/tides') return Response.json([{ at: '06:12', high: true }])
  if (path === '/bookings')
    return new Response(null, { status: new Headers(init.headers).has('idempotency-key') ? 201 : 400 })
  if (path === '/vessels/aurora') return Response.json({ id: 'aurora', name: 'Aurora' })
  if (path.endsWith('/moorings')) return Response.json({ takenBy: 'Borea' }, { status: 409 })
  if (path === '/slow') return new Response('busy', { status: 503, headers: { 'retry-after': '0' } })
  if (path === '/positions') return new Response('{"vessel":"Aurora"}\n{"vessel":"Borea"}\n')
  if (path === '/tides/live') {
    const headers = { 'content-type': 'text/event-stream' }
    return new Response('event: tide\ndata: low\n\nevent: tide\ndata: high\n\n', { headers })
  }
  return Response.json({ up: true })
}

let lines: unknown[][]
beforeEach(() => {
  lines = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => harbour(url, init))
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words))
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('the README', () => {
  test('shows the programs of the folder readme, each as it is', () => {
    const programs = files.map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
    expect(snippets.toSorted()).toEqual(programs.toSorted())
    expect(snippets).toHaveLength(5)
  })

  test('quick-call.ts prints what the harbour answers', async () => {
    await import('./readme/quick-call.ts')
    expect(lines).toEqual([[[{ at: '06:12', high: true }], 201]])
  })

  test('contract.ts prints data that narrows by status', async () => {
    await import('./readme/contract.ts')
    expect(lines).toEqual([['Aurora'], ['taken by', 'Borea']])
  })

  test('failure.ts prints what happened, and no secret', async () => {
    await import('./readme/failure.ts')
    expect(lines).toEqual([['answered', 503, 'after', 3, 'attempts'], [false]])
  })

  test('stream.ts prints what the streams bring, and ends', async () => {
    await import('./readme/stream.ts')
    expect(lines).toEqual([['Aurora'], ['Borea'], ['tide', 'low'], ['tide', 'high']])
  })

  test('plugin.ts prints what the plugin counted, and the plan', async () => {
    await import('./readme/plugin.ts')
    expect(lines[0]).toEqual([1])
    expect(String(lines[1])).toMatch(/observe +counter.*\n.*\n? *intercept +language/)
  })
})
