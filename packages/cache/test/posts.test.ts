import { get, post } from '@fairlead/core'
import type { Answer } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { fresh, rig } from './support/rig.ts'
import { fakeSession } from './support/session.ts'

const contract = {
  list: get('/v', { tags: ['vessels'] }),
  search: post('/v', { tags: ['vessels'] }),
}
/** The answer of a POST that is what a GET of the same URL would get. */
const itself = (more: Answer = {}): Answer =>
  fresh(600, { json: 'posted', delayMs: 50, ...more, headers: { 'content-location': '/api/v', ...more.headers } })

/** A client whose POSTs have this answer, and what a GET finds afterwards. */
function setUp(answer: Answer, more: Parameters<typeof rig<typeof contract>>[1] = {}) {
  const made = rig(
    ({ method }) =>
      method === 'POST'
        ? answer
        : method === 'DELETE'
          ? { status: 204, headers: { 'cache-group-invalidation': '"fleet"' } }
          : fresh(600, { json: 'read' }),
    { contract, ...more },
  )
  const { client, clock, reports } = made
  const send = async (during: () => void = () => {}) => {
    const call = client.api.search().result()
    await clock.advance(20)
    during()
    await clock.advance(50)
    return call
  }
  const found = async () => {
    const data = await client.api.list()
    return [data, reports.at(-1)?.outcome]
  }
  return { ...made, send, found }
}

describe('the answer to a POST that says it is that to a GET', () => {
  test('is kept for reading, and says so', async () => {
    const { send, found, sent } = setUp(itself())
    const result = await send()
    expect(result.headers?.get('cache-status')).toBe('fairlead; fwd=method; stored')
    expect(await found()).toEqual(['posted', 'hit'])
    expect(sent).toHaveLength(1)
  })

  test('takes the place of what was read before', async () => {
    const { send, found } = setUp(itself())
    expect(await found()).toEqual(['read', 'miss'])
    await send()
    expect(await found()).toEqual(['posted', 'hit'])
  })

  test('read as a stream is kept as well', async () => {
    const { client, clock, found } = setUp(
      itself({ pieces: ['"pos', { waitMs: 5 }, 'ted"'], headers: { 'content-type': 'application/json' } }),
    )
    const call = client.fetch('https://harbour.example/api/v', { method: 'POST' })
    await clock.advance(100)
    expect(await (await call).json()).toBe('posted')
    expect(await found()).toEqual(['posted', 'hit'])
  })

  test('is no further POST’s', async () => {
    const { send, sent } = setUp(itself())
    await send()
    await send()
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST'])
  })

  const others: [string, Answer][] = [
    ['names another URL', itself({ headers: { 'content-location': '/api/w' } })],
    ['names another origin', itself({ headers: { 'content-location': 'https://evil.example/api/v' } })],
    ['names no URL', itself({ headers: { 'content-location': 'https://[' } })],
    ['says nothing of its freshness', itself({ headers: { 'cache-control': '' } })],
    ['says no-store', itself({ headers: { 'cache-control': 'no-store' } })],
    ['is a failure', itself({ status: 404 })],
  ]
  test.each(others)('is not kept where it %s', async (_, answer) => {
    const { send, found } = setUp(answer)
    await send()
    expect(await found()).toEqual(['read', 'miss'])
  })
})

describe('such an answer is not kept where meanwhile', () => {
  const changes: [string, (made: ReturnType<typeof setUp>) => void][] = [
    ['its URL was written to', ({ client }) => void client.put('/v', { body: {} }).result()],
    ['its tag was made stale', ({ client }) => client.cache.invalidate(['vessels'])],
    ['its tag was made gone', ({ client }) => client.cache.invalidate(['vessels'], 'gone')],
    ['its group was made stale', ({ client }) => void client.delete('/w').result()],
    ['everything was cleared', ({ client }) => client.cache.clear()],
    ['the machine slept', ({ clock }) => clock.emit('resumed')],
  ]
  test.each(changes)('%s', async (_, change) => {
    const made = setUp(itself({ headers: { 'cache-groups': '"fleet"' } }))
    await made.send(() => change(made))
    expect((await made.found())[0]).toBe('read')
  })
})

test('such an answer is its user’s own', async () => {
  const fake = fakeSession('ada')
  const { send, found } = setUp(itself(), { session: fake.session })
  await send()
  expect(await found()).toEqual(['posted', 'hit'])
  fake.signIn('bob')
  expect(await found()).toEqual(['read', 'miss'])
})

test('tags that need the answer fail no POST', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const needing = { search: post('/v', { tags: ({ data }) => [(data as { id: string }).id] }) }
  const { client, clock } = rig([itself()], { contract: needing })
  const call = client.api.search().result()
  await clock.advance(100)
  expect(await call).toMatchObject({ ok: true, data: 'posted' })
  told.mockRestore()
})
