import { get, sse } from '@fairlead/core'
import { collect, equal, failure, ok, pause } from './assert.ts'
import type { ConformanceCase } from './case.ts'
import { printed } from './printed.ts'

const SECRET = 's3cr3t-t0ken'

/** What never gets out, and what a hostile server cannot do. */
export const guardCases: readonly ConformanceCase[] = [
  {
    name: 'prints no token, key, cookie or query value of a failed call, in an error or an event',
    async run({ client, server }) {
      const secret = { headers: { authorization: `Bearer ${SECRET}`, 'x-api-key': SECRET }, query: { token: SECRET } }
      const echo = {
        status: 500,
        headers: { 'set-cookie': `sid=${SECRET}`, 'content-type': 'text/plain' },
        body: SECRET,
      }
      const paths = await Promise.all([
        server.script(echo),
        server.script({ reset: 'headers' }),
        server.script({ body: SECRET, headers: { 'content-type': 'application/json' } }),
      ])
      const api = client({ retry: false })
      const events: unknown[] = []
      api.on((event) => events.push(event))
      for (const { path } of paths) {
        const result = await api.get(path, secret).result()
        ok(!result.ok || path === paths[2]?.path, 'the call fails')
        const { error } = result
        ok(!printed(error).includes(SECRET), 'no secret in the error')
      }
      ok(events.length > 0 && !JSON.stringify(events).includes(SECRET), 'no secret in an event')
    },
  },
  {
    name: 'follows redirects, and drops every secret on the way to another origin',
    needs: 'redirectControl',
    async run({ client, server }) {
      const goal = await server.script({ json: 1 })
      const headers = { authorization: SECRET, 'x-api-key': SECRET, dpop: SECRET, cookie: SECRET, 'x-plain': 'kept' }
      for (const otherOrigin of [false, true]) {
        const { path } = await server.script({ redirect: { path: goal.path, otherOrigin } })
        await client().get(path, { headers })
      }
      const [near, far] = await goal.journal()
      equal(
        [near?.headers['x-api-key'], near?.headers['authorization'], near?.headers['dpop']],
        [SECRET, SECRET, SECRET],
      )
      ok(far?.otherOrigin && !JSON.stringify(far).includes(SECRET), 'no secret reaches the other origin')
      equal(far?.headers['x-plain'], 'kept')
    },
  },
  {
    name: 'does not let the platform carry a key to another origin',
    async run({ client, server, transport }) {
      if (transport.capabilities.redirectControl) return
      const goal = await server.script({ json: 1 })
      const { path } = await server.script({ redirect: { path: goal.path, otherOrigin: true } })
      const result = await client({ retry: false })
        .get(path, { headers: { 'x-api-key': SECRET } })
        .result()
      ok(!result.ok, 'the call fails')
      equal((await goal.journal()).length, 0, 'nothing reaches the other origin')
    },
  },
  {
    name: 'changes the method by the status of a redirect, and gives up a loop',
    needs: 'redirectControl',
    async run({ client, server }) {
      const goal = await server.script({ json: 1 })
      for (const status of [301, 303, 307, 308]) {
        const { path } = await server.script({ status, redirect: { path: goal.path } })
        await client().post(path, { body: 'b' })
      }
      equal(
        (await goal.journal()).map(({ method, text }) => [method, text]),
        [
          ['GET', ''],
          ['GET', ''],
          ['POST', 'b'],
          ['POST', 'b'],
        ],
      )
      const loop = await server.script({ status: 302, headers: { location: '?again' } })
      const error = await failure(client().get(loop.path), 'rejected')
      equal([error['reason'], (await loop.journal()).length], ['redirect', 21], 'twenty redirects are followed, once')
    },
  },
  {
    name: 'refuses what leads elsewhere before anything is sent, and quotes no value',
    async run({ client, server }) {
      const { path, journal } = await server.script({ json: 1 })
      const api = client()
      for (const target of [
        `https://elsewhere.example/${SECRET}`,
        `//elsewhere.example/${SECRET}`,
        `/\\elsewhere.example/${SECRET}`,
        `${server.origin.replace('//', `//${SECRET}@`)}${path}`,
        `${path}/../${SECRET}`,
      ]) {
        const error = await failure(api.get(target), 'rejected')
        ok(!JSON.stringify(error).includes(SECRET), 'the value is not quoted')
      }
      const contract = { at: get(`${path as '/x'}/{id}`) }
      for (const id of ['.', '..', '']) await failure(client({ contract }).api.at({ params: { id } }), 'validation')
      const header = await failure(api.get(path, { headers: { 'x-a': `${SECRET}\r\nx-b: 1` } }), 'validation')
      ok(!JSON.stringify(header).includes(SECRET), 'the header is not quoted')
      const poisoned = JSON.parse(`{"__proto__":"${SECRET}"}`) as object
      await failure(api.post(path, { body: poisoned }), 'validation')
      equal((await journal()).length, 0)
    },
  },
  {
    name: 'stops reading an answer larger than its bound, in decoded bytes',
    async run({ client, server, transport }) {
      const { path, journal } = await server.script(
        transport.capabilities.streamDown ? { endless: 'spam' } : { zeros: 3_000_000 },
      )
      const error = await failure(client({ maxResponseBytes: 100_000 }).get(path).bytes(), 'decode')
      equal([error['reason'], (await journal()).length], ['too-large', 1])
      const bomb = await server.script({ zeros: 20_000_000, gzip: true })
      equal(
        (await failure(client({ maxResponseBytes: 100_000 }).get(bomb.path).bytes(), 'decode'))['reason'],
        'too-large',
      )
    },
  },
  {
    name: 'bounds a line of a stream',
    async run({ client, server }) {
      const { path } = await server.script({
        headers: { 'content-type': 'text/event-stream' },
        body: `data: ${'x'.repeat(10_000)}\n\n`,
      })
      const error = await failure(collect(sse(client().get(path).stream(), { maxLineLength: 1_000 })), 'decode')
      equal(error['reason'], 'too-large')
    },
  },
  {
    name: 'refuses unknown options, except in client.fetch',
    async run({ client, server }) {
      const { path, journal } = await server.script({ json: 1 })
      const misspelt: object = { timeout: 5 }
      await failure(client().get(path, misspelt), 'config')
      equal((await journal()).length, 0)
      equal((await client().fetch(path, misspelt)).status, 200)
    },
  },
  {
    name: 'looks fetch up when it is called',
    async run({ client, server, transport }) {
      // XMLHttpRequest is the one that has no use for it.
      if (transport.name === 'xhr') return
      const { path } = await server.script({ json: 1 })
      const api = client()
      const original = globalThis.fetch
      let patched = 0
      globalThis.fetch = (...args) => (patched++, original(...args))
      try {
        await api.get(path)
        await pause(0)
      } finally {
        globalThis.fetch = original
      }
      equal(patched, 1)
    },
  },
]
