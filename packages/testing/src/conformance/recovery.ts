import { equal, failure, ok } from './assert.ts'
import type { ConformanceCase } from './case.ts'

/** What is tried again, how often, and what never is. */
export const recoveryCases: readonly ConformanceCase[] = [
  {
    name: 'sends a POST once, and again only with a key',
    async run({ client, server }) {
      const plain = await server.script({ status: 503 })
      await failure(client().post(plain.path, { body: 1 }), 'http')
      equal((await plain.journal()).length, 1)
      const broken = await server.script({ reset: 'headers' })
      // Without a preflight and where nobody called before: browsers send again what breaks on a connection already open.
      await failure(client({ baseUrl: server.otherOrigin }).post(broken.path, { body: 'b' }), 'network')
      equal((await broken.journal()).length, 1)
      const keyed = await server.script({ status: 503 }, { reset: 'headers' }, { json: 1 })
      await client().post(keyed.path, { body: 1, idempotencyKey: true })
      const keys = (await keyed.journal()).map(({ headers }) => headers['idempotency-key'])
      ok(keys[0] && keys.length === 3 && keys.every((key) => key === keys[0]), 'all attempts carry the same key')
    },
  },
  {
    name: 'never sends a one-shot stream twice',
    needs: 'streamUp',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 503 }, { json: 1 })
      const error = await failure(client().put(path, { body: new Blob(['once']).stream() }), 'http')
      equal([error.notRetried, (await journal()).map(({ text }) => text)], ['one-shot-body', ['once']])
    },
  },
  {
    name: 'tries a GET with a cut body again, and a POST not',
    async run({ client, server }) {
      const cut = { headers: { 'content-type': 'application/json' }, body: '{"a":1', reset: 'body' } as const
      const getting = await server.script(cut, { json: { a: 1 } })
      equal(await client().get(getting.path), { a: 1 })
      const posting = await server.script(cut, { json: { a: 1 } })
      await failure(client().post(posting.path), 'network')
      equal([(await getting.journal()).length, (await posting.journal()).length], [2, 1])
    },
  },
  {
    name: 'fails at once when the server asks for a day, and when the wait outlives the deadline',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 429, headers: { 'retry-after': '86400' } })
      const before = Date.now()
      const day = await failure(client().get(path), 'http')
      const late = await failure(
        client({ timeouts: { totalMs: 5_000 } }).get(
          (await server.script({ status: 503, headers: { 'retry-after': '30' } })).path,
        ),
        'http',
      )
      ok(Date.now() - before < 2_000, 'neither waits')
      ok(Math.abs((day.retryAt ?? 0) - before - 86_400_000) < 5_000, 'retryAt is a day from now')
      equal([day.notRetried, late.notRetried, (await journal()).length], ['wait-too-long', 'deadline', 1])
    },
  },
  {
    name: 'waits as long as the server asks',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 429, headers: { 'retry-after': '1' } }, { json: 1 })
      await client().get(path)
      const [first, second] = await journal()
      ok((second?.at ?? 0) - (first?.at ?? 0) >= 990, 'the second attempt comes a second later')
    },
  },
  {
    name: 'makes at most 240 attempts of 200 failing calls with three retries',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 503 })
      const api = client({ retry: { limit: 3, baseMs: 0 } })
      await Promise.all(Array.from({ length: 200 }, () => failure(api.get(path), 'http')))
      const { length } = await journal()
      ok(length >= 200 && length <= 240, `there are at most 240 attempts, not ${length}`)
    },
  },
]
