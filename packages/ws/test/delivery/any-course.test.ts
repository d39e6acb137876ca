import { type VirtualClock, createVirtualClock } from '@fairlead/testing'
import { createRandom } from '@fairlead/testing/chaos'
import type { Gap, Verdict } from '@fairlead/ws'
import { type SessionStore, memorySessions } from '@fairlead/ws/server'
import { expect, test } from 'vitest'
import { memoryLive } from '../support/memory-live.ts'

/** What may happen between two messages. */
const events = [
  'send',
  'send',
  'send',
  'nudge',
  'push',
  'push',
  'cut',
  'swallow',
  'outage',
  'wait',
  'restart',
  'reconnect',
] as const

/** Runs a random course of sends and faults, lets everything settle, and tells what came of it. */
async function course(seed: number, happenings: readonly (typeof events)[number][], isStored = false) {
  const random = createRandom(seed)
  const clock = createVirtualClock({ random })
  const live = memoryLive({
    clock,
    liveness: 'fast',
    outbox: { maxMessages: 10_000, maxAgeMs: 10_000_000 },
    server: isStored ? { store: slowSessions(clock, random) } : {},
  })
  const { connection, network } = live
  const told: { readonly n: number; readonly safe: boolean; verdict?: Verdict }[] = []
  const pushed: { readonly n: number; verdict?: Verdict }[] = []
  const came: number[] = []
  const gaps: Gap[] = []
  connection.on('position', ({ n }) => void came.push(n))
  connection.onGap((gap) => void gaps.push(gap))
  // No fault of a network makes either side break the protocol.
  connection.onError((error) => void live.errors.push(error))
  let mostOpen = 0
  await clock.advance(50)
  for (let step = 0; step < 120; step++) {
    const happening = happenings[Math.floor(random() * happenings.length)]
    if (happening === 'send' || happening === 'nudge') {
      const one: (typeof told)[0] = { n: told.length, safe: happening === 'nudge' }
      told.push(one)
      void connection.send(one.safe ? 'nudge' : 'steer', { n: one.n }).then((verdict) => (one.verdict = verdict))
    } else if (happening === 'push') {
      for (const peer of live.server.peers) {
        const one: (typeof pushed)[0] = { n: pushed.length }
        pushed.push(one)
        void peer.send('position', { id: 'x', n: one.n }).then((verdict) => (one.verdict = verdict))
      }
    } else if (happening === 'cut') network.cut()
    else if (happening === 'swallow') network.swallow()
    else if (happening === 'restart') live.restart()
    else if (happening === 'reconnect') connection.reconnect()
    else if (happening === 'outage') {
      network.isDown = true
      network.cut()
      await clock.advance(Math.floor(random() * 5_000))
      network.isDown = false
    } else await clock.advance(Math.floor(random() * 200))
    await clock.advance(Math.floor(random() * 8))
    mostOpen = Math.max(mostOpen, network.counts.open)
  }
  network.isDown = false
  await clock.advance(60_000)
  const { heard } = live
  connection.close()
  await clock.advance(200_000)
  live.server.close()
  return { told, pushed, came, gaps, heard, pending: clock.pending, errors: live.errors }
}

const inOrder = (numbers: readonly number[]): boolean =>
  numbers.every((n, at) => at === 0 || n > (numbers[at - 1] as number))

/** A store that takes its time, as one of another machine does. */
function slowSessions(clock: VirtualClock, random: () => number): SessionStore {
  const store = memorySessions(clock)
  const later = async <T>(work: () => T): Promise<Awaited<T>> => {
    await new Promise<void>((resolve) => clock.setTimeout(resolve, random() * 30))
    return await work()
  }
  return {
    epoch: () => later(() => store.epoch()),
    put: (...given) => later(() => store.put(...given)),
    claim: (...given) => later(() => store.claim(...given)),
    change: (...given) => later(() => store.change(...given)),
    remove: (...given) => later(() => store.remove(...given)),
  }
}

test('a store that takes its time doubles and disorders nothing', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const calm = events.filter((each) => each !== 'restart')
    const { told, pushed, came, gaps, heard, pending, errors } = await course(seed, calm, true)
    expect({ seed, heard }).toEqual({ seed, heard: told.map(({ n }) => n) })
    expect({ seed, came }).toEqual({ seed, came: pushed.map(({ n }) => n) })
    expect({ seed, gaps, pending, errors }).toEqual({ seed, gaps: [], pending: 0, errors: [] })
  }
}, 120_000)

test('however the link breaks, everything arrives once and in order, and is told so', async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const calm = events.filter((each) => each !== 'restart')
    const { told, pushed, came, gaps, heard, pending, errors } = await course(seed, calm)
    expect({ seed, heard }).toEqual({ seed, heard: told.map(({ n }) => n) })
    expect({ seed, came }).toEqual({ seed, came: pushed.map(({ n }) => n) })
    expect({ seed, states: [...told, ...pushed].filter(({ verdict }) => verdict?.state !== 'acknowledged') }).toEqual({
      seed,
      states: [],
    })
    expect({ seed, gaps, pending, errors }).toEqual({ seed, gaps: [], pending: 0, errors: [] })
  }
}, 120_000)

test('whatever is forgotten, nothing is called a success that is none, and nothing is left open', async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const { told, pushed, came, heard, pending } = await course(seed, events)
    const times = (n: number): number => heard.filter((each) => each === n).length
    const wrong = told.filter(({ n, safe, verdict }) => {
      if (verdict === undefined) return true
      if (verdict.state === 'acknowledged') return safe ? times(n) < 1 : times(n) !== 1
      if (verdict.state === 'not-sent') return times(n) > 0
      return safe || times(n) > 1
    })
    expect({ seed, wrong }).toEqual({ seed, wrong: [] })
    // What may not be sent again keeps its order.
    expect({ seed, ordered: inOrder(heard.filter((n) => !told[n]?.safe)) }).toEqual({ seed, ordered: true })
    expect({ seed, ordered: inOrder(came), doubled: came.length - new Set(came).size }).toEqual({
      seed,
      ordered: true,
      doubled: 0,
    })
    const lost = pushed.filter(({ n, verdict }) => verdict?.state === 'acknowledged' && !came.includes(n))
    expect({ seed, lost, open: pushed.filter(({ verdict }) => verdict === undefined), pending }).toEqual({
      seed,
      lost: [],
      open: [],
      pending: 0,
    })
  }
}, 120_000)
