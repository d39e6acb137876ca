import { cache } from '@fairlead/cache'
import { type Plugin, createClient, fetchTransport } from '@fairlead/core'
import { type FaultClient, connectFaults } from '@fairlead/testing/conformance'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { fakeSession } from './support/session.ts'

let server: FaultClient
beforeAll(async () => {
  server = await connectFaults(inject('faultServer'))
})

/** A client that notes what it gives to the browser. */
function browserClient(plugins: readonly Plugin[] = []) {
  const given: { readonly cache: RequestCache | undefined; readonly headers: readonly string[] }[] = []
  const transport = fetchTransport({
    fetch(input, init = {}) {
      given.push({ cache: init.cache, headers: [...new Headers(init.headers).keys()] })
      return fetch(input, init)
    },
  })
  const client = createClient({ baseUrl: server.origin, transport, retry: false, plugins: [cache(), ...plugins] })
  return { client, given }
}

const kept = { 'cache-control': 'private, max-age=600' }

describe("above a browser's own cache, across origins", () => {
  test('an answer is validated by the browser, with no field of ours that would ask for permission', async () => {
    const tagged = { 'cache-control': 'no-cache', etag: '"a"' }
    const { path, journal } = await server.script({ json: 1, headers: tagged }, { status: 304, headers: tagged })
    const { client, given } = browserClient()
    expect(await client.get(path).json()).toBe(1)
    expect(await client.get(path).json()).toBe(1)
    expect(given).toEqual([
      { cache: undefined, headers: ['accept'] },
      { cache: 'no-cache', headers: ['accept'] },
    ])
    expect((await journal()).map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"a"'])
  })

  test('what was invalidated is fetched from the server, although the browser still holds it as fresh', async () => {
    const { path, journal } = await server.script({ json: 1, headers: kept }, { json: 2, headers: kept })
    const { client } = browserClient()
    expect(await client.get(path, { cache: { tags: ['v'] } }).json()).toBe(1)
    expect(await (await fetch(server.origin + path)).json()).toBe(1)
    client.cache.invalidate(['v'], 'gone')
    expect(await client.get(path, { cache: { tags: ['v'] } }).json()).toBe(2)
    expect(await journal()).toHaveLength(2)
  })

  test('one user is never given what the browser keeps of another', async () => {
    const { path, journal } = await server.script({ json: 'ada', headers: kept }, { json: 'bob', headers: kept })
    for (const user of ['ada', 'bob']) {
      const { client } = browserClient([{ name: '', install: () => ({ session: fakeSession(user).session }) }])
      expect(await client.get(path).json()).toBe(user)
      expect(await client.get(path).json()).toBe(user)
    }
    expect(await journal()).toHaveLength(2)
    // The browser alone tells nobody apart.
    expect(await (await fetch(server.origin + path)).json()).toBe('bob')
  })

  test('a reload reaches through both caches', async () => {
    const { path, journal } = await server.script({ json: 1, headers: kept }, { json: 2, headers: kept })
    const { client, given } = browserClient()
    expect(await client.get(path).json()).toBe(1)
    expect(await client.get(path, { cache: 'reload' }).json()).toBe(2)
    expect(given[1]?.cache).toBe('reload')
    expect(await journal()).toHaveLength(2)
  })
})
