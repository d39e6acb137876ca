import { setTimeout as pause } from 'node:timers/promises'
import { createClient, fetchTransport, intercept } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { otel } from '@fairlead/monitoring/otel'
import { connect } from '@fairlead/ws'
import { beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../../../ws/test/support/contract.ts'
import { startLive } from '../../../../ws/test/support/live-server.ts'
import type { TypedAttributes } from './decoded.ts'
import { startHarbour } from './harbour.ts'
import { protoc, startTelling, watchedHarbour, whySkipped } from './rig.ts'

const SENTINEL = /s3cret\w*/gi
/** What a header for Basic makes of one. */
const ENCODED = /czNjcmV0|NzY3JldA|zM2NyZXQ/g

/** A server that puts secrets wherever its answers can have a text. */
const HOSTILE: Parameters<typeof startHarbour>[0] = {
  '/login': (_, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'sid=s3cretcookie' })
      .end('{"access_token":"s3cretaccess","refresh_token":"s3cretrefresh","expires_in":3600}'),
  '/refused': (_, response) =>
    void response
      .writeHead(403, 's3cretreason', {
        'content-type': 'application/problem+json',
        'www-authenticate': 'Bearer realm="s3cretrealm", error_description="s3cretdescription"',
      })
      .end('{"type":"https://s3crettype","title":"s3crettitle","detail":"s3cretdetail"}'),
  '/moved': (_, response) =>
    void response.writeHead(302, { location: '/ok?access_token=s3cretlocation&note=s3cretnote#s3crethash' }).end(),
  '/torn': (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"a":"s3cretpiece')
    setTimeout(() => response.destroy(), 10)
  },
  '/garbled': (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end('{"s3cretkey": s3cretvalue'),
  '/graphql': (_, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"errors":[{"message":"s3cretmessage","path":["s3cretpath"],"extensions":{"code":"s3cretcode"}}]}'),
}

async function journey() {
  const told = await startTelling()
  const harbour = await startHarbour(HOSTILE)
  const live = await startLive()
  const client = watchedHarbour(harbour.url, { ...told.tools, redact: ['berth'] })
  const once = { retry: false } as const
  await client.auth.signIn({ user: 's3cretuser', password: 's3cretpassword' })
  for (const path of ['/refused', '/moved', '/torn', '/garbled']) await client.get(path, once).result()
  await client.get('/berths/{id}', { params: { id: 's3cretparam' } }).result()
  await client.get('/berths/s3cret4711segment').result()
  const query = 'access_token=s3cretq1&sig=s3cretq2&X-Amz-Signature=s3cretq3&berth=s3cretq4&%74oken=s3cretq5'
  await client.get(`/ok?${query}#s3crethash`).result()
  await client.get('/ok', { query: { api_key: 's3cretq6', password: ['s3cretq7', 's3cretq8'] } }).result()
  const [scheme, host] = harbour.url.split('//')
  await client.fetch(`${scheme}//s3cretida:s3cretword@${host}/ok`).catch(() => {})
  const headers = { 'x-api-key': 's3cretheader', cookie: 'sid=s3cretsent', authorization: `Basic ${btoa('a:s3cret')}` }
  await client.post('/ok', { body: { name: 's3cretbody' }, headers, auth: 'public' }).result()
  await client.put('/ok', { body: 's3crettext' }).result()
  const gql = graphql(client, { url: '/graphql' })
  await gql.query('query Fleet($id: ID) { a(id: $id, by: "s3cretliteral") }', { id: 's3cretvariable' })
  const fetch = () =>
    Promise.reject(Object.assign(new TypeError('s3creterror'), { name: 's3cretname', code: 's3cretcode' }))
  const failing = createClient({
    baseUrl: 'https://harbour.example',
    transport: fetchTransport({ fetch }),
    retry: false,
    plugins: [otel(told.tools)],
  })
  await failing.get('/v').result()
  const interrupted = createClient({
    baseUrl: harbour.url,
    plugins: [
      otel(told.tools),
      intercept({
        request() {
          throw new Error('s3cretinterceptor')
        },
      }),
    ],
  })
  await interrupted.get('/v').catch(() => {})
  const afloat = createClient({ baseUrl: live.url, plugins: [otel(told.tools)] })
  const connection = connect(afloat, { url: '/live?access_token=s3cretsocket', messages: contract })
  await connection.request('fail', 's3cretask').catch(() => {})
  await pause(5)
  await told.flush()
  const seen = {
    raw: told.receiver.raw(),
    texts: told.receiver.texts(),
    spans: told.receiver.spans(),
    points: told.receiver.points(),
    own: JSON.stringify([client.monitoring.snapshot(), client.monitoring.timeline()]),
    asked: harbour.asked,
  }
  connection.close()
  await Promise.all([client, failing, interrupted, afloat].map((each) => each.dispose()))
  await told.close()
  await Promise.all([harbour.close(), live.close()])
  return seen
}

describe.skipIf(protoc === undefined)(`secrets beside a hostile server${whySkipped}`, () => {
  let seen: Awaited<ReturnType<typeof journey>>
  beforeAll(async () => {
    seen = await journey()
  })
  /** Paths are a part of `url.full`, which the conventions ask for. */
  const PATHS = ['s3cretparam', 's3cret4711segment']
  const others = (text: string): string[] =>
    (text.match(SENTINEL) ?? []).filter((each) => !PATHS.some((path) => each.startsWith(path)))

  test('were on their way', () => {
    expect(seen.asked.length).toBeGreaterThan(10)
    expect(seen.asked.some(({ headers }) => headers.authorization === 'Bearer s3cretaccess')).toBe(true)
    expect(seen.asked.some(({ headers }) => String(headers.authorization).search(ENCODED) > 0)).toBe(true)
    expect(seen.spans.length).toBeGreaterThan(30)
    expect(seen.points.length).toBeGreaterThan(20)
  })

  test('are in nothing that was exported, neither in its bytes nor decoded', () => {
    expect({ raw: others(seen.raw), texts: others(seen.texts), own: others(seen.own) }).toEqual({
      raw: [],
      texts: [],
      own: [],
    })
    expect([seen.raw, seen.texts, seen.own].map((text) => text.search(ENCODED))).toEqual([-1, -1, -1])
  })

  test('are, of a path, in the URL of its request and nowhere else', () => {
    const without = (attributes: TypedAttributes): string =>
      JSON.stringify(Object.entries(attributes).filter(([name]) => name !== 'url.full'))
    const urls = seen.spans.map(({ attributes }) => String(attributes['url.full']?.value)).join('\n')
    // The search finds what is there.
    expect(new Set(urls.match(SENTINEL))).toEqual(new Set(PATHS))
    const rest = [
      ...seen.spans.map(({ name, attributes, events }) => name + without(attributes) + JSON.stringify(events)),
      JSON.stringify(seen.points),
    ]
    expect(rest.flatMap((text) => text.match(/.{0,80}s3cret.{0,20}/gi) ?? [])).toEqual([])
  })
})
