import { createVirtualClock } from '@fairlead/testing'
import { memorySessions } from '@fairlead/ws/server'
import { expect, test } from 'vitest'

const kept = () => {
  const clock = createVirtualClock()
  return { clock, store: memorySessions(clock) }
}

test('what was changed is what is claimed', () => {
  const { store } = kept()
  void store.create('s', 'a', 'ida', 1_000)
  for (const text of ['one', 'two', 'three'])
    expect(store.change('s', 'a', { append: { head: '"name":"notice"', json: `"${text}"` } })).toBe(true)
  expect(
    store.change('s', 'a', { received: 7, acknowledged: 1, channels: [{ channel: 1, name: 'tower', params: {} }] }),
  ).toBe(true)
  expect(store.claim('s', 'b', 'ida')).toEqual({
    identity: 'ida',
    received: 7,
    first: 2,
    waiting: [
      { head: '"name":"notice"', json: '"two"' },
      { head: '"name":"notice"', json: '"three"' },
    ],
    channels: [{ channel: 1, name: 'tower', params: {} }],
  })
})

test('only its owner changes or removes a session, and only its identity claims it', () => {
  const { store } = kept()
  void store.create('s', 'a', 'ida', 1_000)
  expect(store.claim('s', 'b', 'eve')).toBeUndefined()
  expect(store.change('s', 'a', { received: 1 })).toBe(true)
  expect(store.claim('s', 'b', 'ida')).toMatchObject({ received: 1 })
  expect(store.change('s', 'a', { received: 2 })).toBe(false)
  void store.remove('s', 'a')
  expect(store.claim('s', 'b', 'ida')).toMatchObject({ received: 1 })
  void store.remove('s', 'b')
  expect(store.claim('s', 'b', 'ida')).toBeUndefined()
  expect(store.change('s', 'b', {})).toBe(false)
})

test('a session is kept for its time after its last change', async () => {
  const { clock, store } = kept()
  void store.create('s', 'a', 'ida', 1_000)
  await clock.advance(900)
  expect(store.change('s', 'a', { received: 1 })).toBe(true)
  await clock.advance(900)
  expect(store.claim('s', 'b', 'ida')).toBeDefined()
  void store.create('old', 'a', 'ida', 1_000)
  await clock.advance(1_000)
  expect(store.claim('old', 'b', 'ida')).toBeUndefined()
})

test('letting go of what was let go of already changes nothing', () => {
  const { store } = kept()
  void store.create('s', 'a', 'ida', 1_000)
  for (const json of ['1', '2']) void store.change('s', 'a', { append: { head: '', json } })
  for (const acknowledged of [2, 1, 2, 0]) void store.change('s', 'a', { acknowledged })
  expect(store.claim('s', 'b', 'ida')).toMatchObject({ first: 3, waiting: [] })
})
