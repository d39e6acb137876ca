import { post } from '@fairlead/core'
import { equal, ok } from './assert.ts'
import type { ConformanceCase } from './case.ts'
import { anything } from './schemas.ts'

interface Echo {
  readonly method: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

const text = new TextEncoder()

/** What is sent arrives, whatever kind of body it is. */
export const bodyCases: readonly ConformanceCase[] = [
  {
    name: 'sends JSON, text, forms, bytes and blobs with their content types',
    async run({ client, server }) {
      const { path } = await server.script({ echo: true })
      const call = (body: unknown) => client().post(path, { body }).json<Echo>()
      const sent = await Promise.all([
        call({ a: 'ü' }),
        call('plain'),
        call(new URLSearchParams({ a: '1 2' })),
        call(text.encode('bytes')),
        call(new Blob(['blob'], { type: 'text/x-blob' })),
      ])
      equal(
        sent.map((echo) => [echo.text, echo.headers['content-type']?.replace(/;.*/, '')]),
        [
          ['{"a":"ü"}', 'application/json'],
          ['plain', 'text/plain'],
          ['a=1+2', 'application/x-www-form-urlencoded'],
          ['bytes', 'application/octet-stream'],
          ['blob', 'text/x-blob'],
        ],
      )
    },
  },
  {
    name: 'sends multipart with a boundary that fits its body',
    async run({ client, server }) {
      const { path } = await server.script({ echo: true })
      const contract = { send: post(path as '/', { bodyType: 'multipart', body: anything }) }
      const form = new FormData()
      form.append('file', new Blob(['content']), 'a.txt')
      const echoes = [
        await client().post(path, { body: form }).json<Echo>(),
        (await client({ contract }).api.send({ body: { a: ['1', '2'] } })) as Echo,
      ]
      for (const { headers, text: body } of echoes) {
        const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1]
        ok(boundary && body.startsWith(`--${boundary}`), 'the boundary of the header is that of the body')
      }
      ok(
        echoes[0]?.text.includes('filename="a.txt"') && echoes[0].text.includes('content'),
        'the file arrives with its name',
      )
      equal(echoes[1]?.text.match(/name="a"/g)?.length, 2, 'an array repeats its name')
    },
  },
  {
    name: 'sends the same body again when a call is tried again',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 503 }, { reset: 'headers' }, { json: 1 })
      await client().put(path, { body: { a: 1 } })
      equal(
        (await journal()).map((entry) => entry.text),
        ['{"a":1}', '{"a":1}', '{"a":1}'],
      )
    },
  },
  {
    name: 'makes a body anew from its factory for each attempt',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 503 }, { json: 1 })
      let made = 0
      const body = async function* (): AsyncGenerator<string> {
        made++
        yield 'one '
        yield `made ${made}`
      }
      await client().put(path, { body })
      equal(
        (await journal()).map((entry) => entry.text),
        ['one made 1', 'one made 2'],
      )
    },
  },
  {
    name: 'sends query, headers and every method',
    async run({ client, server }) {
      const { path, journal } = await server.script({ json: 1 })
      const api = client({ headers: { 'x-own': 'client' } })
      await api.get(path, { query: { a: [1, 2], b: 'ü&', c: undefined }, headers: { 'X-Call': 'yes' } })
      for (const method of ['post', 'put', 'patch', 'delete'] as const) await api[method](path)
      const [first, ...others] = await journal()
      equal(first?.path, `${path}?a=1&a=2&b=%C3%BC%26`)
      equal([first?.headers['x-own'], first?.headers['x-call']], ['client', 'yes'])
      equal(
        others.map(({ method }) => method),
        ['POST', 'PUT', 'PATCH', 'DELETE'],
      )
    },
  },
  {
    name: 'tells how far an upload has come',
    needs: 'uploadProgress',
    async run({ client, server }) {
      const { path, journal } = await server.script({ json: 1 })
      const seen: number[] = []
      let total: number | undefined
      const onUploadProgress = (progress: { loadedBytes: number; totalBytes: number | undefined }): void => {
        seen.push(progress.loadedBytes)
        total = progress.totalBytes
      }
      await client().post(path, { body: new Uint8Array(300_000), onUploadProgress })
      equal([seen.at(-1), total, (await journal())[0]?.bytes], [300_000, 300_000, 300_000])
      ok(
        seen.every((bytes, i) => bytes >= (seen[i - 1] ?? 0)),
        'progress never goes back',
      )
    },
  },
]
