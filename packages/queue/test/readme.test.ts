import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const here = import.meta.dirname
const readme = readFileSync(`${here}/../README.md`, 'utf8')
let lines: unknown[][]
let calls: string[]

beforeEach(() => {
  lines = []
  calls = []
  vi.stubGlobal('fetch', async (url: string, { method = 'GET' }: RequestInit = {}) => {
    calls.push(`${method} ${new URL(url).pathname}`)
    return Response.json({ high: '06:12' })
  })
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('the README shows the programs of the folder readme, each as it is', () => {
  const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
  const programs = readdirSync(`${here}/readme`).map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
  expect(snippets.toSorted()).toEqual(programs.toSorted())
})

test('start.ts makes its calls, and sees its lane', async () => {
  await import('./readme/start.ts')
  expect(lines).toEqual([[{ high: '06:12' }, 12]])
  expect(calls.toSorted()).toEqual(['GET /api/history', 'GET /api/tides'])
})

test('alone.ts runs its work', async () => {
  await import('./readme/alone.ts')
  expect(lines).toEqual([['Kalmar: high at 06:12', 0]])
})

test('writes.ts sends its write', async () => {
  await import('./readme/writes.ts')
  expect(lines).toEqual([['moored', { high: '06:12' }]])
  expect(calls).toEqual(['POST /api/berths/b-4/moorings'])
})
