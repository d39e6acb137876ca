import { ndjson, sse } from '@fairlead/core'
import { collect, equal, failure, until } from './assert.ts'
import type { ConformanceCase } from './case.ts'

const type = (contentType: string) => ({ 'content-type': contentType })

/** Answers that are read while they come. */
export const streamCases: readonly ConformanceCase[] = [
  {
    name: 'opens server-sent events again from the last one that was whole',
    needs: 'streamDown',
    async run({ client, server }) {
      const { path, journal } = await server.script(
        { headers: type('text/event-stream'), body: 'retry: 5\nid: 7\ndata: a\n\nid: 8\ndata: lost', reset: 'body' },
        { headers: type('text/event-stream'), body: 'id: 8\ndata: b\n\n' },
        { status: 204 },
      )
      const api = client()
      const open = async (id: string): Promise<ReadableStream<Uint8Array> | null> => {
        const response = await api.get(path, { headers: id ? { 'last-event-id': id } : {} }).response()
        return response.status === 204 ? null : response.body
      }
      equal(
        (await collect(sse(open))).map(({ data }) => data),
        ['a', 'b'],
      )
      equal(
        (await journal()).map(({ headers }) => headers['last-event-id'] ?? ''),
        ['', '7', '8'],
      )
    },
  },
  {
    name: 'bounds a line of NDJSON, and refuses a broken one',
    async run({ client, server }) {
      const long = await server.script({ body: `${JSON.stringify('x'.repeat(5_000))}\n` })
      const error = await failure(collect(ndjson(client().get(long.path).stream(), { maxLineLength: 1_000 })), 'decode')
      equal(error['reason'], 'too-large')
      const broken = await server.script({ body: '{"a":1}\n{"a":\n' })
      equal((await failure(collect(ndjson(client().get(broken.path).stream())), 'decode'))['reason'], 'syntax')
    },
  },
  {
    name: 'fails a stream that breaks for whoever reads it, and does not send it again',
    needs: 'streamDown',
    async run({ client, server }) {
      const { path, journal } = await server.script({ chunks: ['a'], reset: 'body' })
      const reader = (await client().get(path).stream()).getReader()
      equal(new TextDecoder().decode((await reader.read()).value), 'a')
      await failure(reader.read(), 'network')
      equal((await journal()).length, 1)
    },
  },
  {
    name: 'bounds the bytes of a stream only where it is told to',
    needs: 'streamDown',
    async run({ client, server }) {
      const { path } = await server.script({ zeros: 300_000 })
      const whole = await client().get(path).stream()
      equal((await new Response(whole).arrayBuffer()).byteLength, 300_000)
      const bounded = await client().get(path, { maxResponseBytes: 100_000 }).stream()
      equal((await failure(collectBytes(bounded), 'decode'))['reason'], 'too-large')
    },
  },
  {
    name: 'closes the connection of an answer that is too large, and of a stream that is left',
    needs: 'streamDown',
    async run({ client, server }) {
      const { path, journal } = await server.script({ endless: '{"a":1}\n' })
      await failure(client({ maxResponseBytes: 100_000 }).get(path).bytes(), 'decode')
      for await (const item of ndjson(client().get(path).stream())) {
        equal(item, { a: 1 })
        break
      }
      await until(
        async () => (await journal()).filter(({ cutOff }) => cutOff).length === 2,
        'the server sees both connections end',
      )
    },
  },
  {
    name: 'gives many calls at once each its own answer',
    async run({ client, server }) {
      const { path } = await server.script({ echo: true })
      const api = client()
      const calls = Array.from({ length: 40 }, (_, i) =>
        api.post(`${path}/${i}`, { body: { i } }).json<{ text: string }>(),
      )
      equal(
        (await Promise.all(calls)).map(({ text }) => text),
        calls.map((_, i) => `{"i":${i}}`),
      )
    },
  },
]

async function collectBytes(stream: ReadableStream<Uint8Array>): Promise<number> {
  const reader = stream.getReader()
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read()
    if (done) return bytes
    bytes += value.byteLength
  }
}
