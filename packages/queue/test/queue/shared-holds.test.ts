import type { Holds } from '@fairlead/queue'
import { expect, test } from 'vitest'
import { rig } from './rig.ts'

/** Holds that others share, as one process sees them. */
function board() {
  const told: { readonly origin: string; readonly forMs: number }[] = []
  const followers = new Map<string, Set<(forMs: number) => void>>()
  const holds: Holds = {
    hold: (origin, forMs) => void told.push({ origin, forMs }),
    follow(origin, heard) {
      const all = followers.get(origin) ?? new Set()
      followers.set(origin, all.add(heard))
      return () => all.delete(heard)
    },
  }
  return {
    holds,
    told,
    followed: () => [...followers].filter(([, all]) => all.size > 0).map(([origin]) => origin),
    tell: (origin: string, forMs: number) => followers.get(origin)?.forEach((heard) => heard(forMs)),
  }
}

const HARBOUR = 'https://harbour.example'

const REFUSAL = { status: 429, headers: { 'retry-after': '30' } }

test('a silence that a server asks for is told to others, by how long the server wants it', async () => {
  const { holds, told } = board()
  const { go, clock, events } = rig({ feedback: { shared: holds, jitter: 0.1 } }, () => REFUSAL)
  go('/')
  await clock.advance(10)
  expect(told).toEqual([{ origin: HARBOUR, forMs: 30_000 }])
  expect(events).toMatchObject([{ type: 'hold', untilMs: clock.now() + 31_500 }])
})

test('each who hears of a silence makes it longer by a part of its own, once', async () => {
  const { holds, tell } = board()
  const { go, clock, events } = rig({ feedback: { shared: holds, jitter: 0.1 } })
  go('/')
  await clock.advance(10)
  const untilMs = clock.now() + 31_500
  tell(HARBOUR, 30_000)
  await clock.advance(1_000)
  tell(HARBOUR, 29_000)
  expect(events).toMatchObject([{ type: 'hold', untilMs }])
  tell(HARBOUR, 60_000)
  expect(events).toMatchObject([{ untilMs }, { untilMs: clock.now() + 63_000 }])
})

test('who hears what it has told itself holds once', async () => {
  const { holds, told, tell } = board()
  const shared: Holds = { ...holds, hold: (origin, forMs) => (holds.hold(origin, forMs), tell(origin, forMs)) }
  const { go, clock, events } = rig({ feedback: { shared, jitter: 0 } }, () => REFUSAL)
  go('/')
  await clock.advance(10)
  expect(told).toHaveLength(1)
  expect(events.filter(({ type }) => type === 'hold')).toHaveLength(1)
})

test('a silence that others were asked for holds the lane of that origin, no longer than may be, and is not told again', async () => {
  const { holds, told, tell } = board()
  const { go, clock, sent, client } = rig({ feedback: { shared: holds, maxHoldMs: 5_000, jitter: 0 } })
  go('/first')
  await clock.advance(20)
  tell(HARBOUR, 1_000)
  go('/held')
  await clock.advance(999)
  expect(sent).toEqual(['/first'])
  await clock.advance(1)
  expect(sent).toEqual(['/first', '/held'])
  for (const forMs of [1e15, Infinity, NaN, -5]) tell(HARBOUR, forMs)
  expect(client.queue.snapshot().lanes[0]?.heldUntil).toBe(clock.now() + 5_000)
  expect(told).toEqual([])
})

test('nobody is listened to after the end', async () => {
  const { holds, followed } = board()
  const { go, clock, client } = rig({ feedback: { shared: holds } })
  expect(followed()).toEqual([])
  go('/')
  await clock.advance(20)
  expect(followed()).toEqual([HARBOUR])
  await client.dispose()
  expect(followed()).toEqual([])
})

test('what is no place to share holds is refused', () => {
  for (const shared of [{}, null, { hold() {} }])
    expect(() => rig({ feedback: { shared: shared as never } })).toThrow(expect.objectContaining({ kind: 'config' }))
})
