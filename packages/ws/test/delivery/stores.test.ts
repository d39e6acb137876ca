import { createClient } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { createRandom } from '@fairlead/testing/chaos'
import { type Verdict, connect } from '@fairlead/ws'
import { type SessionStore, type Stored, createSocketServer, memorySessions } from '@fairlead/ws/server'
import { array, assert, asyncProperty, constantFrom, integer } from 'fast-check'
import { expect, test } from 'vitest'
import { contract } from '../support/contract.ts'
import { memoryNetwork } from '../support/memory-link.ts'

const happenings = ['send', 'send', 'push', 'push', 'cut', 'swallow', 'hop', 'back', 'restart', 'wait'] as const
type Happening = (typeof happenings)[number] | 'forget' | 'outage' | 'answers'

interface Sent {
  readonly n: number
  verdict?: Verdict
}

/** Runs a course over servers with one store between them, and tells what came of it. */
async function course(seed: number, steps: readonly Happening[]) {
  const random = createRandom(seed)
  const clock = createVirtualClock({ random })
  const runtime = { ...clock, randomUUID: () => crypto.randomUUID() }
  let kept = memorySessions(runtime)
  let isAway = false
  /** Messages that a server had taken and the store had not when it failed: nobody can know whether it has. */
  let doubtful = 0
  const stored = new Map<string, number>()
  const ask = <T>(work: () => Stored<T>): Stored<T> => {
    if (!isAway) return work()
    // What is not answered may have been done all the same.
    if (random() < 0.5) void work()
    return Promise.reject(new Error('no answer'))
  }
  const store: SessionStore = {
    epoch: () => ask(() => kept.epoch()),
    put: (...given) => ask(() => kept.put(...given)),
    claim: (...given) => ask(() => kept.claim(...given)),
    change(id, owner, change) {
      const { received = 0 } = change
      const before = stored.get(id) ?? 0
      if (isAway) doubtful += Math.max(0, received - before)
      stored.set(id, Math.max(before, received))
      return ask(() => kept.change(id, owner, change))
    },
    remove: (...given) => ask(() => kept.remove(...given)),
  }
  const [heard, came, errors]: [number[], number[], unknown[]] = [[], [], []]
  const start = () => {
    const made = createSocketServer({ messages: contract, runtime, store, onError: (error) => void errors.push(error) })
    made.on('steer', ({ n }) => void heard.push(n))
    return made
  }
  const servers = [start()]
  let at = 0
  const present = () => servers[at] as (typeof servers)[0]
  const network = memoryNetwork(present(), runtime)
  const client = createClient({ baseUrl: 'https://harbour.example', runtime })
  const connection = connect(client, {
    url: '/live',
    messages: contract,
    transport: network.transport,
    liveness: 'fast',
    outbox: { maxMessages: 10_000, maxAgeMs: 10_000_000 },
  })
  connection.on('position', ({ n }) => void came.push(n))
  connection.onError((error) => void errors.push(error))
  const [told, pushed]: [Sent[], Sent[]] = [[], []]
  await clock.advance(50)
  for (const step of steps) {
    if (step === 'send') {
      const one: Sent = { n: told.length }
      told.push(one)
      void connection.send('steer', { n: one.n }).then((verdict) => (one.verdict = verdict))
    } else if (step === 'push') {
      // Only where the client is: who was left keeps what is said there to itself.
      for (const peer of present().peers) {
        if (!peer.isConnected) continue
        const one: Sent = { n: pushed.length }
        pushed.push(one)
        void peer.send('position', { id: 'x', n: one.n }).then((verdict) => (one.verdict = verdict))
      }
    } else if (step === 'cut') network.cut()
    else if (step === 'swallow') network.swallow()
    else if (step === 'outage') isAway = true
    else if (step === 'answers') isAway = false
    else if (step === 'wait') await clock.advance(Math.floor(random() * 3_000))
    else {
      if (step === 'forget') kept = memorySessions(runtime)
      // A server that is left stays, and still believes that it has the session.
      if (step === 'hop') at = servers.push(start()) - 1
      else if (step === 'back') at = Math.floor(random() * servers.length)
      else {
        present().close()
        servers[at] = start()
      }
      network.server = present()
      network.cut()
    }
    await clock.advance(Math.floor(random() * 12))
  }
  isAway = false
  await clock.advance(60_000)
  const { state } = connection
  connection.close()
  await clock.advance(200_000)
  for (const server of servers) server.close()
  return { told, pushed, heard, came, errors, state, doubtful, pending: clock.pending }
}

const isRising = (numbers: readonly number[]): boolean =>
  numbers.every((n, index) => index === 0 || n > (numbers[index - 1] as number))

test('over restarts and from server to server, what a client sends arrives once and is told so', async () => {
  await assert(
    asyncProperty(integer(), array(constantFrom(...happenings), { maxLength: 80 }), async (seed, steps) => {
      const { told, pushed, heard, came, errors, state, pending } = await course(seed, steps)
      expect([heard, errors, state, pending]).toEqual([told.map(({ n }) => n), [], 'ready', 0])
      expect(told.filter(({ verdict }) => verdict?.state !== 'acknowledged')).toEqual([])
      expect(isRising(came)).toBe(true)
      expect(
        pushed.filter(({ n, verdict }) => !verdict || (verdict.state === 'acknowledged' && !came.includes(n))),
      ).toEqual([])
    }),
    { numRuns: 200 },
  )
}, 60_000)

test('a store that forgets makes no success of a loss, and leaves nothing open', async () => {
  await assert(
    asyncProperty(
      integer(),
      array(constantFrom<Happening>(...happenings, 'forget'), { maxLength: 80 }),
      async (seed, steps) => {
        const { told, pushed, heard, came, state, pending } = await course(seed, steps)
        const times = (n: number): number => heard.filter((each) => each === n).length
        const wrong = told.filter(({ n, verdict }) => {
          if (verdict?.state === 'acknowledged') return times(n) !== 1
          return verdict?.state === 'unknown' ? times(n) > 1 : true
        })
        expect([wrong, isRising(heard), isRising(came), state, pending]).toEqual([[], true, true, 'ready', 0])
        expect(
          pushed.filter(({ n, verdict }) => !verdict || (verdict.state === 'acknowledged' && !came.includes(n))),
        ).toEqual([])
      },
    ),
    { numRuns: 200 },
  )
}, 60_000)

test('a store that does not answer costs no message, and doubles only what it was being told when it stopped', async () => {
  await assert(
    asyncProperty(
      integer(),
      array(
        constantFrom<Happening>('send', 'send', 'send', 'push', 'cut', 'hop', 'back', 'outage', 'answers', 'wait'),
        {
          minLength: 20,
          maxLength: 120,
        },
      ),
      async (seed, steps) => {
        const { told, pushed, heard, came, state, doubtful, pending } = await course(seed, steps)
        const wrong = told.filter(({ n, verdict }) =>
          verdict?.state === 'acknowledged' ? !heard.includes(n) : verdict?.state !== 'unknown',
        )
        expect([wrong, isRising([...new Set(heard)]), isRising(came), state, pending]).toEqual([
          [],
          true,
          true,
          'ready',
          0,
        ])
        expect(heard.length - new Set(heard).size).toBeLessThanOrEqual(doubtful)
        expect(
          pushed.filter(({ n, verdict }) => !verdict || (verdict.state === 'acknowledged' && !came.includes(n))),
        ).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
}, 60_000)
