import { createClient } from '@fairlead/core'
import { mockTransport } from '@fairlead/testing'
import { afterEach, expect, test } from 'vitest'
import { performanceTracks } from '../../src/devtools/tracks.ts'

interface Drawn {
  readonly name: string
  readonly duration: number
  readonly detail: { readonly devtools: Readonly<Record<string, string>> }
}

let observer: PerformanceObserver | undefined
afterEach(() => observer?.disconnect())

/** All that is measured while the calls run, as a foreign observer hears it. */
async function drawnBy(work: (client: ReturnType<typeof tracked>) => Promise<unknown>): Promise<Drawn[]> {
  const drawn: Drawn[] = []
  observer = new PerformanceObserver((list) => drawn.push(...(list.getEntries() as unknown as Drawn[])))
  observer.observe({ entryTypes: ['measure'] })
  await work(tracked())
  const isDone = (): boolean => drawn.some(({ name }) => name === 'end of the test')
  for (let tries = 0; tries < 1_000 && !isDone(); tries++) await new Promise((resolve) => setTimeout(resolve, 2))
  expect(isDone()).toBe(true)
  return drawn.filter(({ name }) => name !== 'end of the test')
}
function tracked() {
  let calls = 0
  const transport = mockTransport(() => (calls++ === 0 ? { status: 503 } : { json: {} }))
  return createClient({
    baseUrl: 'https://harbour.example',
    transport,
    retry: { limit: 1, baseMs: 1 },
    plugins: [performanceTracks()],
  })
}

test('calls, attempts and waits are entries of tracks of their own', async () => {
  const drawn = await drawnBy(async (client) => {
    await client.get('/vessels').json()
    performance.measure('end of the test')
    performance.clearMeasures('end of the test')
  })
  const entries = drawn.map(({ name, detail: { devtools } }) => `${devtools['track']}: ${name}: ${devtools['color']}`)
  expect(entries.toSorted()).toEqual([
    'Attempts: GET /vessels attempt 1 · Fairlead: error',
    'Attempts: GET /vessels attempt 2 · Fairlead: secondary',
    'Calls: GET /vessels · Fairlead: primary',
    'Waits: GET /vessels (backoff) · Fairlead: warning',
  ])
  expect(new Set(drawn.map(({ detail }) => detail.devtools['trackGroup']))).toEqual(new Set(['Fairlead']))
  expect(drawn.map(({ detail }) => detail.devtools['tooltipText'])).toContain('GET /vessels: 200, 2 attempts')
})

test('no measure is kept, and those of the program are left alone', async () => {
  performance.measure('GET /vessels')
  await drawnBy(async (client) => {
    await client.get('/vessels').json()
    performance.measure('end of the test')
  })
  const names = performance.getEntriesByType('measure').map(({ name }) => name)
  performance.clearMeasures()
  expect(names.toSorted()).toEqual(['GET /vessels', 'end of the test'])
})

test('a value in a path without a template is not drawn', async () => {
  const drawn = await drawnBy(async (client) => {
    await client.get('/vessels/8f14e45fceea167a/42178306').json()
    performance.measure('end of the test')
    performance.clearMeasures('end of the test')
  })
  expect(drawn.map(({ name }) => name)).toContain('GET /vessels/{…}/{…} · Fairlead')
  expect(JSON.stringify(drawn.map(({ name, detail }) => [name, detail]))).not.toMatch(/8f14e45f|42178306/)
})
