import { monitoring } from '@fairlead/monitoring'
import { expect, test } from 'vitest'
import { readServerTiming } from '../src/server-timing.ts'
import { createTimeline } from '../src/timeline.ts'
import { watchedClient } from './support/rig.ts'

test('a call is there with its attempts, its waits and what the server says of its time', async () => {
  const { client, clock } = watchedClient(
    [
      { status: 503, headers: { 'retry-after': '2' } },
      { json: 1, headers: { 'server-timing': 'db;dur=53.2, cache;desc="hit \\u001b[31m"' } },
    ],
    [monitoring()],
  )
  const call = client.get('/tides')
  await clock.advance(1)
  expect(client.monitoring.timeline()).toMatchObject([{ template: '/tides', durationMs: undefined }])
  await clock.advance(3_000)
  await call
  const [record] = client.monitoring.timeline()
  expect(record).toMatchObject({
    method: 'GET',
    status: 200,
    detached: false,
    durationMs: expect.any(Number) as number,
  })
  expect(record?.attempts).toMatchObject([
    { number: 1, status: 503 },
    { number: 2, status: 200, bytes: 1, serverTiming: [{ name: 'db', durationMs: 53.2 }, { name: 'cache' }] },
  ])
  expect(record?.notes).toMatchObject([{ type: 'retry:wait', details: { source: 'server', waitMs: 2_125 } }])
})

test('the latest calls alone are kept', async () => {
  const { client } = watchedClient([{ json: 1 }], [monitoring({ maxOperations: 3 })])
  for (const path of ['/a', '/b', '/c', '/d']) await client.get(path)
  expect(client.monitoring.timeline().map(({ template }) => template)).toEqual(['/b', '/c', '/d'])
})

test('of calls under way beyond the bound the oldest is given up, so that new ones are always seen', () => {
  const givenUp: string[] = []
  const timeline = createTimeline(10, ({ id }) => givenUp.push(id))
  const where = { method: 'GET', template: '/v', origin: 'o', at: 0 }
  const start = (n: number) =>
    timeline.hear({ type: 'operation:start', detached: false, operationId: String(n), ...where })
  for (let n = 0; n < 10_000; n++) expect(start(n)).toBeDefined()
  const end = (id: string) =>
    timeline.hear({ type: 'operation:end', operationId: id, durationMs: 1, attempts: 1, ...where })
  expect(givenUp).toEqual([])
  expect(start(10_000)).toBeDefined()
  expect(givenUp).toEqual(['0'])
  expect(end('0')).toBeUndefined()
  expect(end('10000')).toMatchObject({ id: '10000', durationMs: 1 })
  expect(start(10_001)).toBeDefined()
  expect(givenUp).toEqual(['0'])
})

test('a call that goes on for ever is bounded too', () => {
  const timeline = createTimeline(10)
  const where = { operationId: '1', method: 'GET', template: '/v', origin: 'o', at: 0 }
  timeline.hear({ type: 'operation:start', detached: false, ...where })
  for (let attempt = 1; attempt <= 1_000; attempt++) {
    timeline.hear({ type: 'attempt:start', attempt, ...where })
    timeline.hear({ type: 'retry:wait', attempt, waitMs: 1, source: 'backoff', ...where })
  }
  const [record] = timeline.records()
  expect([record?.attempts.length, record?.notes.length]).toEqual([32, 64])
  expect(record?.attempts.at(-1)?.number).toBe(1_000)
})

test.each([
  ['', []],
  ['miss', [{ name: 'miss' }]],
  ['db;dur=53;dur=9;desc=a;desc=b', [{ name: 'db', durationMs: 53, description: 'a' }]],
  ['a;dur=x, b;desc="q\\"uo,te"', [{ name: 'a' }, { name: 'b', description: 'q"uo,te' }]],
  ['bad value here, b', []],
  ['a;desc="never ends, b;dur=1', [{ name: 'a' }]],
  ['a; dur = 5 ; x , b', [{ name: 'a', durationMs: 5 }, { name: 'b' }]],
  [`${'a,'.repeat(5_000)}a`, Array.from({ length: 16 }, () => ({ name: 'a' }))],
])('the field Server-Timing is read as it is meant, and bounded: %s', (field, metrics) => {
  expect(readServerTiming(field)).toMatchObject(metrics)
  expect(readServerTiming(field)).toHaveLength(metrics.length)
})

test.each(['a;b= ', ';b= ', 'a;b="\\\\', ' ,', 'a;dur=', '"', '\\\\'])(
  'a field that was made to keep its reader busy is looked at once: %s',
  (piece) => {
    // Each character more made the pattern before this twice as slow: hours for these.
    for (const end of ['', '"', '!']) expect(readServerTiming(`a${piece.repeat(800)}${end}`).length).toBeLessThan(17)
  },
)
