import { get, ndjson } from '@fairlead/core'
import { collect, equal, failure, ok } from './assert.ts'
import type { ConformanceCase } from './case.ts'
import { printed } from './printed.ts'
import { withText } from './schemas.ts'

const SECRET = 's3cr3t-v4lue'
const json = { 'content-type': 'application/json' }

/** What is secret stays so, on the ways that are easily forgotten. */
export const secretCases: readonly ConformanceCase[] = [
  {
    name: 'prints no secret of a call that times out, is aborted or is refused',
    async run({ client, server }) {
      const { path } = await server.script({ stall: 'headers' })
      const api = client({ retry: false })
      const events: unknown[] = []
      api.on((event) => events.push(event))
      const secret = { headers: { authorization: `Bearer ${SECRET}`, cookie: SECRET }, query: { code: SECRET } }
      const errors = await Promise.all([
        failure(api.get(path, { ...secret, timeouts: { totalMs: 60 } }), 'timeout'),
        failure(api.get(path, { ...secret, signal: AbortSignal.timeout(60) }), 'abort'),
        failure(api.get(`https://${SECRET}.example/${SECRET}`, secret), 'rejected'),
        failure(api.get('/{id}', { ...secret, params: { id: '..', other: SECRET } }), 'validation'),
      ])
      ok(!errors.some((error) => printed(error).includes(SECRET)), 'no secret is in an error')
      ok(events.length > 0 && !JSON.stringify(events).includes(SECRET), 'no secret is in an event')
    },
  },
  {
    name: 'prints no value of a path, and none that does not fit',
    async run({ client, server }) {
      const { path } = await server.script({ status: 403, json: { reason: SECRET } }, { json: { id: [SECRET] } })
      const at = get(`${path as '/x'}/{token}`, { responses: { 200: withText('id') } })
      const { api } = client({ contract: { at } })
      const input = { params: { token: SECRET } }
      const refused = await failure(api.at(input), 'http')
      equal(refused['data'], { reason: SECRET }, 'the data is there to read')
      const misfit = await failure(api.at(input), 'validation')
      equal(misfit['issues'], [{ path: 'id' }])
      ok(![refused, misfit].some((error) => printed(error).includes(SECRET)), 'no value is printed')
    },
  },
  {
    name: 'prints nothing of a line that is no JSON',
    async run({ client, server }) {
      const { path } = await server.script({ body: `${SECRET}\n` })
      const error = await failure(collect(ndjson(client().get(path).stream())), 'decode')
      ok(!printed(error).includes(SECRET), 'no line is printed')
    },
  },
  {
    name: 'gives client.fetch an error without secrets too',
    async run({ client, server }) {
      const { path } = await server.script({ reset: 'headers' })
      const { fetch } = client({ retry: false })
      const error = await fetch(`${path}?token=${SECRET}`, { headers: { 'x-api-key': SECRET } }).catch(
        (thrown: unknown) => thrown,
      )
      ok(error instanceof TypeError, 'fetch rejects with a TypeError')
      ok(!printed(error).includes(SECRET), 'no secret is printed')
    },
  },
  {
    name: 'brings no secret back from another origin',
    needs: 'redirectControl',
    async run({ client, server }) {
      const home = await server.script({ json: 1 })
      // Asked at the other origin, so that its other origin is the first one again.
      const abroad = await server.script({ redirect: { path: home.path, otherOrigin: true } })
      const { path } = await server.script({ redirect: { path: abroad.path, otherOrigin: true } })
      const headers = { authorization: SECRET, 'x-auth-token': SECRET, 'x-csrf-token': SECRET, 'x-fleet': 'north' }
      await client({ headers: { 'x-session-id': SECRET } }).get(path, { headers })
      const [there] = await abroad.journal()
      const [back] = await home.journal()
      equal([there?.otherOrigin, back?.otherOrigin, back?.headers['x-fleet']], [true, false, 'north'])
      ok(!JSON.stringify([there, back]).includes(SECRET), 'no secret goes there or comes back')
    },
  },
  {
    name: 'follows a redirect to nothing but a plain http(s) URL, and prints none',
    needs: 'redirectControl',
    async run({ client, server }) {
      const { host } = new URL(server.origin)
      for (const location of [`ftp://${host}/${SECRET}`, `data:text/plain,${SECRET}`, `http://u:${SECRET}@${host}/`]) {
        const { path, journal } = await server.script({ status: 302, headers: { ...json, location } })
        const error = await failure(client().get(path), 'rejected')
        ok(!printed(error).includes(SECRET), 'the URL is not printed')
        equal((await journal()).length, 1)
      }
    },
  },
  {
    name: 'calls other origins only where they are allowed',
    async run({ client, server }) {
      const { path, journal } = await server.script({ json: 1 })
      const api = client({ origins: [server.otherOrigin] })
      await api.get(`${server.otherOrigin}${path}`)
      equal(
        (await journal()).map(({ otherOrigin }) => otherOrigin),
        [true],
        'an allowed origin is called',
      )
      const error = await failure(client().get(`${server.otherOrigin}${path}`), 'rejected')
      equal([error['reason'], (await journal()).length], ['origin', 1], 'another client does not call it')
    },
  },
]
