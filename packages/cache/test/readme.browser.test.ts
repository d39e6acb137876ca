import { deleteDB } from 'idb'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'

const name = 'fairlead-cache'
const lines: unknown[][] = []
let isOffline = false

beforeEach(async () => {
  await deleteDB(name)
  vi.stubGlobal('fetch', async () => {
    if (isOffline) throw new TypeError('Failed to fetch')
    return Response.json(['Aurora'])
  })
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words))
})
afterAll(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('offline.ts of the README shows what the last page has stored when the server cannot be reached', async () => {
  await import('./readme/offline.ts')
  isOffline = true
  await vi.waitFor(async () => {
    // The next page, with nothing in its memory.
    await import(/* @vite-ignore */ `./readme/offline.ts?page=${lines.length}`)
    expect(lines.at(-1)).toEqual([['Aurora'], expect.stringMatching(/^fairlead; fwd=(stale|request).*stale-if-error$/)])
  })
  expect(lines[0]).toEqual([['Aurora'], expect.stringMatching(/^fairlead; fwd=uri-miss; .*stored$/)])
})
