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
    name: 'tries a GET again when its attempt clock runs out, and a POST not',
    async run({ client, server }) {
      const getting = await server.script({ stall: 'headers' }, { json: 1 })
      const posting = await server.script({ stall: 'headers' }, { json: 1 })
      const api = client({ timeouts: { attemptMs: 400 } })
      const [data, error] = await Promise.all([api.get(getting.path), failure(api.post(posting.path), 'timeout')])
      equal([data, error['clock'], error.notRetried], [1, 'attempt', 'not-idempotent'])
      equal([(await getting.journal()).length, (await posting.journal()).length], [2, 1])
    },
  },
  {
    name: 'tries again what may go better the next time, and nothing else',
    async run({ client, server }) {
      const sentFor = async (status: number): Promise<number> => {
        const { path, journal } = await server.script({ status }, { json: 1 })
        await client().get(path).result()
        return (await journal()).length
      }
      const again = await Promise.all([408, 425, 429, 500, 502, 503, 504].map(sentFor))
      const once = await Promise.all([400, 401, 403, 404, 409, 422, 501].map(sentFor))
      equal([again, once], [again.map(() => 2), once.map(() => 1)])
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
    name: 'waits as long as the server asks, in whatever form',
    async run({ client, server }) {
      const at = new Date(Date.now() + 2_000)
      const forms = [
        { 'retry-after': '1' },
        { 'retry-after': at.toUTCString(), date: new Date(at.getTime() - 1_000).toUTCString() },
        { ratelimit: '"default";r=0;t=1' },
        { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
      ]
      await Promise.all(
        forms.map(async (headers) => {
          const { path, journal } = await server.script({ status: 429, headers }, { json: 1 })
          await client().get(path)
          const [first, second] = await journal()
          const waitedMs = (second?.at ?? 0) - (first?.at ?? 0)
          ok(waitedMs >= 990, `${Object.keys(headers)[0]} is waited for, not ${waitedMs} ms`)
        }),
      )
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
