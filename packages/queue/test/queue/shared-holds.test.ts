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

test('a silence that a server asks for is told to others, by how long it is', async () => {
  const { holds, told } = board()
  const { go, clock } = rig({ feedback: { shared: holds, jitter: 0 } }, () => ({
    status: 429,
    headers: { 'retry-after': '30' },
  }))
  go('/')
  await clock.advance(20)
  expect(told).toEqual([{ origin: HARBOUR, forMs: 30_000 }])
})

test('a silence that others were asked for holds the lane of that origin, no longer than may be, and is not told again', async () => {
  const { holds, told, tell } = board()
  const { go, clock, sent, client } = rig({ feedback: { shared: holds, maxHoldMs: 5_000 } })
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
