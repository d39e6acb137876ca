import { cache } from '@fairlead/cache'
import { type Plugin, type Session, anonymousSession, createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { expect, test } from 'vitest'

test('what memory holds can be looked at: for everybody and for the session, and of nobody else', async () => {
  const clock = createVirtualClock()
  let identity = 'ida'
  const session: Session = {
    ...anonymousSession(),
    state: 'authenticated',
    get identity() {
      return identity
    },
  }
  const who: Plugin<''> = { name: '', install: () => ({ session }) }
  const transport = mockTransport(() => ({ json: [1], headers: { 'cache-control': 'max-age=60' } }), { runtime: clock })
  const client = createClient({
    baseUrl: 'https://harbour.example',
    transport,
    runtime: clock,
    plugins: [who, cache()],
  })
  await client.get('/vessels', { query: { name: 'secret' }, cache: { tags: ['vessels'] } })
  await client.get('/tides', { auth: 'public' })
  await clock.advance(5_000)
  const told = () =>
    client.cache
      .entries()
      .map(({ url, tags, ageMs, isPrivate, isInvalidated }) => [url, tags, ageMs, isPrivate, isInvalidated])
  expect(told()).toEqual([
    ['https://harbour.example/vessels', ['vessels'], 5_000, true, false],
    ['https://harbour.example/tides', [], 5_000, false, false],
  ])
  expect(client.cache.entries().every(({ bytes, status }) => bytes > 500 && status === 200)).toBe(true)
  client.tags.invalidate(['vessels'])
  expect(told()[0]?.at(-1)).toBe(true)
  identity = 'bob'
  expect(told().map(([url]) => url)).toEqual(['https://harbour.example/tides'])
  client.cache.clear()
  expect(client.cache.entries()).toEqual([])
  await client.dispose()
})

test('that tags reach the other tabs is said, so that nobody else takes them there', () => {
  const baseUrl = 'https://harbour.example'
  expect(createClient({ baseUrl }).tags.isShared).toBe(false)
  expect(createClient({ baseUrl, plugins: [cache()] }).tags.isShared).toBe(true)
})
