import { get, ndjson, sse } from '@fairlead/core'
import { collect, equal, failure, ok } from './assert.ts'
import type { ConformanceCase } from './case.ts'

const type = (contentType: string) => ({ 'content-type': contentType })

/** What comes is read as it was asked for, and what is not what it says is an error. */
export const answerCases: readonly ConformanceCase[] = [
  {
    name: 'reads an answer in every view',
    async run({ client, server }) {
      const { path } = await server.script({ json: { a: 'ü' } })
      const api = client()
      const whole = '{"a":"ü"}'
      equal(await api.get(path), { a: 'ü' })
      equal(await api.get(path).json(), { a: 'ü' })
      equal(await api.get(path).text(), whole)
      equal(new TextDecoder().decode(await api.get(path).bytes()), whole)
      const blob = await api.get(path).blob()
      // Bun names the charset too.
      equal([await blob.text(), blob.type.split(';')[0]], [whole, 'application/json'])
      const response = await api.get(path).response()
      equal([response.status, await response.text()], [200, whole])
      equal(await new Response(await api.get(path).stream()).text(), whole)
      const { ok: succeeded, status, data } = await api.get(path).result()
      equal([succeeded, status, data], [true, 200, { a: 'ü' }])
    },
  },
  {
    name: 'refuses broken JSON, another content type, an empty body and __proto__ as decode errors with the status',
    async run({ client, server }) {
      const json = type('application/json')
      for (const [step, reason] of [
        [{ headers: json, body: '{"a":' }, 'syntax'],
        [{ headers: type('text/html'), body: '<p>' }, 'content-type'],
        [{ headers: json }, 'empty'],
        [{ headers: json, body: '{"\\u005f_proto__":{"x":1}}' }, 'forbidden-key'],
      ] as const) {
        const { path, journal } = await server.script(step)
        const error = await failure(client().get(path).json(), 'decode')
        equal([error['reason'], error['status'], (await journal()).length], [reason, 200, 1])
        ok(String(error['snippet']).length <= 200, 'the snippet is bounded')
      }
    },
  },
  {
    name: 'keeps the body of a failure, also for streamed views',
    async run({ client, server }) {
      const { path } = await server.script({
        status: 404,
        headers: type('application/problem+json'),
        body: '{"title":"none"}',
      })
      for (const view of ['json', 'stream', 'response', 'text'] as const) {
        const error = await failure(client().get(path)[view](), 'http')
        equal([error['status'], error['data'], error['problem']], [404, { title: 'none' }, { title: 'none' }], view)
      }
    },
  },
  {
    name: 'answers HEAD, 204 and 304 without a body',
    async run({ client, server }) {
      const { path } = await server.script({ json: 1 }, { status: 204 }, { status: 304 })
      const api = client()
      equal([await api.head(path).text(), await api.delete(path), await api.get(path).text()], ['', undefined, ''])
    },
  },
  {
    name: 'unpacks a compressed body',
    async run({ client, server }) {
      const { path } = await server.script({ gzip: true, json: { packed: true } })
      equal(await client().get(path), { packed: true })
    },
  },
  {
    name: 'streams chunks as they come',
    needs: 'streamDown',
    async run({ client, server }) {
      const { path } = await server.script({ chunks: ['a', 'b'], stall: 'body' })
      const reader = (await client().get(path).stream()).getReader()
      let text = ''
      while (text !== 'ab') text += new TextDecoder().decode((await reader.read()).value)
      await reader.cancel()
    },
  },
  {
    name: 'reads server-sent events and NDJSON however they are cut',
    async run({ client, server }) {
      const events = await server.script({
        headers: type('text/event-stream'),
        chunks: ['id: 1\nda', 'ta: a\r', '\n\r\n', 'data: b\n\n'],
        chunkDelayMs: 5,
      })
      const lines = await server.script({
        headers: type('application/x-ndjson'),
        chunks: ['{"a":', '1}\n{"a":2', '}'],
        chunkDelayMs: 5,
      })
      equal(
        (await collect(sse(client().get(events.path).stream()))).map((event) => [event.data, event.lastEventId]),
        [
          ['a', '1'],
          ['b', '1'],
        ],
      )
      equal(await collect(ndjson(client().get(lines.path).stream())), [{ a: 1 }, { a: 2 }])
    },
  },
  {
    name: 'tells how far a download has come',
    async run({ client, server }) {
      const { path } = await server.script({ zeros: 200_000, headers: { 'content-length': '200000' } })
      let last: unknown
      const body = await client()
        .get(path, { onDownloadProgress: (progress) => (last = progress) })
        .bytes()
      equal([body.byteLength, last], [200_000, { loadedBytes: 200_000, totalBytes: 200_000 }])
    },
  },
  {
    name: 'gives client.fetch what fetch gives',
    async run({ client, server }) {
      const { path } = await server.script({
        status: 418,
        body: 'short and stout',
        headers: { ...type('text/plain'), etag: '"t"' },
      })
      const { fetch } = client()
      const response = await fetch(path, { headers: { 'x-a': '1' } })
      equal(
        [response.status, response.ok, response.headers.get('etag'), await response.text()],
        [418, false, '"t"', 'short and stout'],
      )
      const reason = new Error('own reason')
      const aborted = await fetch(path, { signal: AbortSignal.abort(reason) }).catch((error: unknown) => error)
      ok(aborted === reason, 'an abort rejects with its own reason')
      const refused = await fetch('https://elsewhere.example/').catch((error: unknown) => error)
      ok(refused instanceof TypeError, 'everything else rejects with a TypeError')
    },
  },
  {
    name: 'serves an endpoint of a contract',
    async run({ client, server }) {
      const { path } = await server.script({ echo: true })
      const contract = { vessel: get(`${path as '/x'}/{id}`) }
      const echo = (await client({ contract }).api.vessel({ params: { id: 'a/b ü' } })) as { path: string }
      equal(echo.path, `${path}/a%2Fb%20%C3%BC`)
    },
  },
]
