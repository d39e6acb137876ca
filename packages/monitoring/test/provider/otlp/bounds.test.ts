import { createClient } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { otel } from '@fairlead/monitoring/otel'
import { beforeAll, describe, expect, test } from 'vitest'
import { startHarbour } from './harbour.ts'
import { protoc, startTelling, whySkipped } from './rig.ts'

const MAX_TEMPLATES = 20
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

/** A server that answers each request as no other, and a program that asks it so. */
async function journey() {
  const told = await startTelling()
  let asked = 0
  const harbour = await startHarbour({
    '/status': (_, response) => void response.writeHead(200 + (asked++ % 800)).end(),
    '/moved': (_, response) => void response.writeHead(302, { location: `/to/place-${asked++}x?a=${asked}` }).end(),
    '/timed': (_, response) => {
      const timing = times(100, (n) => `name${asked++};dur=${n};desc="${'d'.repeat(90)}"`).join(',')
      response.writeHead(200, { 'server-timing': timing }).end()
    },
    '/graphql': (_, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(`{"data":{"a":${asked++}}}`),
  })
  const client = createClient({
    baseUrl: harbour.url,
    retry: false,
    plugins: [otel({ ...told.tools, maxTemplates: MAX_TEMPLATES })],
  })
  const spansOf = async (work: () => Promise<unknown>) => {
    const before = told.receiver.spans().length
    await work()
    await told.flush()
    return told.receiver.spans().slice(before)
  }
  const series = (metric: string): number => told.receiver.points().filter((each) => each.metric === metric).length
  const each = async (count: number, ask: (n: number) => Promise<unknown>): Promise<void> => {
    for (let n = 0; n < count; n++) await ask(n)
  }
  const moved = await spansOf(() => each(50, () => client.get('/moved').result()))
  const afterMoves = series('http.client.request.duration')
  const timed = await spansOf(() => each(3, () => client.get('/timed').result()))
  const methods = ['PROPFIND', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'PURGE', 'SEARCH', 'LINK']
  const brewed = await spansOf(() =>
    Promise.all(methods.map(async (method) => (await client.fetch(`${harbour.url}/m`, { method })).text())),
  )
  const afterMethods = series('http.client.request.duration')
  const statuses = await spansOf(() => each(800, () => client.get('/status').result()))
  const afterStatuses = series('http.client.request.duration')
  const paths = await spansOf(() =>
    each(300, (n) => client.get(`/${'abcdefghij'[n % 10]}/word${'x'.repeat(n)}`).result()),
  )
  const afterPaths = series('http.client.request.duration')
  const gql = graphql(client, { url: '/graphql' })
  const queries = await spansOf(() => each(60, (n) => gql.query(`query Q${'x'.repeat(n)} { a }`)))
  const names = told.receiver
    .points()
    .filter(({ metric }) => metric === 'fairlead.call.duration')
    .map(({ attributes }) => attributes['graphql.operation.name']?.value)
  await client.dispose()
  await told.close()
  await harbour.close()
  return { moved, afterMoves, timed, brewed, afterMethods, statuses, afterStatuses, paths, afterPaths, queries, names }
}

describe.skipIf(protoc === undefined)(`a server that answers each time as never before${whySkipped}`, () => {
  let went: Awaited<ReturnType<typeof journey>>
  beforeAll(async () => {
    went = await journey()
    // A good thousand requests.
  }, 60_000)
  const namesOf = (spans: readonly { readonly name: string }[]): string[] => [...new Set(spans.map(({ name }) => name))]

  test('cannot make names of spans or series by its redirects', () => {
    expect(went.moved).toHaveLength(100)
    expect([namesOf(went.moved), went.afterMoves]).toEqual([['GET /moved'], 1])
  })

  test('has its timings told up to a bound', () => {
    const events = went.timed.map((span) => span.events)
    expect(Math.max(...events.map((each) => each.length))).toBeGreaterThan(0)
    expect(Math.max(...events.map((each) => each.length))).toBeLessThanOrEqual(64)
    expect(namesOf(events.flat())).toEqual(['fairlead.server_timing'])
    expect(Math.max(...events.map((each) => JSON.stringify(each).length))).toBeLessThan(20_000)
  })

  test('sees methods nobody knows as one series', () => {
    expect(namesOf(went.brewed)).toEqual(['HTTP /m'])
    expect(went.afterMethods - went.afterMoves).toBe(2)
  })

  test('makes as many series as there are statuses, and one for what is none', () => {
    expect(went.statuses).toHaveLength(1_600)
    expect(namesOf(went.statuses)).toEqual(['GET /status'])
    expect(went.afterStatuses - went.afterMethods).toBeLessThanOrEqual(401)
  })

  test('is asked under so many names, and under no more', () => {
    expect(namesOf(went.paths).length).toBeLessThanOrEqual(MAX_TEMPLATES + 1)
    expect(went.afterPaths - went.afterStatuses).toBeLessThanOrEqual(MAX_TEMPLATES + 1)
  })

  test('is asked for operations of so many names, and of no more', () => {
    expect(went.queries.length).toBe(120)
    expect(new Set(went.names).size).toBeLessThanOrEqual(MAX_TEMPLATES + 2)
  })
})
