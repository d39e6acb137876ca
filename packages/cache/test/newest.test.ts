import { memoryStore } from '@fairlead/cache'
import { describe, expect, test } from 'vitest'
import { fresh, rig } from './support/rig.ts'

describe('of several stored answers', () => {
  test('one that says it is from the future does not win for ever', async () => {
    const future = { vary: 'accept-language', date: 'Thu, 01 Jan 2099 00:00:00 GMT' }
    const { client, clock } = rig([fresh(3_600, { json: 1, headers: future }), fresh(3_600, { json: 2 })])
    expect(await client.get('/v').json()).toBe(1)
    await clock.advance(1_000)
    expect(await client.get('/v', { cache: 'reload' }).json()).toBe(2)
    expect(await client.get('/v').json()).toBe(2)
  })

  test('one from before a change does not win over one from after it, whichever tier has it', async () => {
    const store = memoryStore()
    let sets = 0
    const { client, clock, reports } = rig([fresh(1, { json: 1 }), fresh(60, { json: 2 })], {
      cache: { store: { ...store, set: (entry, epoch) => sets++ === 0 && store.set(entry, epoch) } },
    })
    const tagged = { cache: { tags: ['t'] } }
    expect(await client.get('/v', tagged).json()).toBe(1)
    client.cache.invalidate(['t'])
    await clock.advance(0)
    expect(await client.get('/v', tagged).json()).toBe(2)
    expect(await client.get('/v', tagged).json()).toBe(2)
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
  })
})

describe('an answer from a time that has not come', () => {
  test('is asked about: the clock was set back', async () => {
    const { client, clock, sent, reports } = rig([fresh(60, { json: 1 })])
    await client.get('/v').json()
    clock.setWallClock(clock.now() - 365 * 86_400_000)
    await client.get('/v').json()
    expect(sent).toHaveLength(2)
    expect(reports.at(-1)?.outcome).not.toBe('hit')
  })
})

describe('a part that the store cannot make', () => {
  test('is asked for without a condition, so that no 304 can be about nothing', async () => {
    const { client, clock, sent } = rig([
      { body: 'hello', headers: { 'cache-control': 'max-age=1', etag: '"a"' } },
      { status: 206, body: 'h' },
    ])
    await client.get('/v').text()
    await clock.advance(2_000)
    await client.get('/v', { headers: { range: 'bytes=0-1,3-4' } }).text()
    expect(sent[1]?.headers).not.toHaveProperty('if-none-match')
  })
})
