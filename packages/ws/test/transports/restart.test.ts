import { createClient } from '@fairlead/core'
import { createChaosProxy } from '@fairlead/testing/chaos'
import { type Gap, type Verdict, connect } from '@fairlead/ws'
import { type SessionStore, memorySessions } from '@fairlead/ws/server'
import { afterEach, expect, test } from 'vitest'
import { contract } from '../support/contract.ts'
import { startLive } from '../support/live-server.ts'
import { transports } from '../support/transports.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** Sends 300 messages while the server is replaced by another one three times, with a store that outlives it or without. */
async function restarts(path: string, transport: (typeof transports)[0][2], store: SessionStore | undefined) {
  const heard: number[] = []
  const start = () => startLive({ heard, store })
  let server = await start()
  const proxy = await createChaosProxy({ targetPort: server.port })
  cleanups.push(
    () => server.close(),
    () => proxy.close(),
  )
  const connection = connect(createClient({ baseUrl: proxy.url('http', '') }), {
    url: path,
    transport: transport(),
    messages: contract,
    reconnect: { baseMs: 20, maxMs: 100 },
    closeCodes: { 1012: 'retry' },
  })
  cleanups.push(() => connection.close())
  await connection.ready()
  const gaps: Gap[] = []
  connection.onGap((gap) => void gaps.push(gap))
  const verdicts: Promise<Verdict>[] = []
  for (let n = 0; n < 300; n++) {
    verdicts.push(connection.send(n % 3 === 0 ? 'nudge' : 'steer', { n }))
    if (n % 100 === 50) {
      proxy.admit('rst')
      proxy.fault('rst')
      const old = server
      server = await start()
      proxy.retarget(server.port)
      await old.close()
      proxy.admit('pass')
    }
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return { heard, verdicts: await Promise.all(verdicts), gaps }
}

test.each(transports)(
  'over %s, a store that outlives its server loses, doubles and leaves open nothing',
  async (_, path, transport) => {
    const { heard, verdicts, gaps } = await restarts(path, transport, memorySessions())
    expect(heard).toEqual(Array.from({ length: 300 }, (__, n) => n))
    expect(new Set(verdicts.map(({ state }) => state))).toEqual(new Set(['acknowledged']))
    // What was sent to all while no server had the session is in no store.
    expect(gaps.map(({ recovered, missed }) => [recovered, missed])).toEqual(
      Array.from({ length: 3 }, () => ['partial', undefined]),
    )
  },
)

test.each(transports)(
  'over %s, a server that forgets its sessions leaves nothing open and calls nothing a success that it has not',
  async (_, path, transport) => {
    const { heard, verdicts, gaps } = await restarts(path, transport, undefined)
    expect(verdicts).toHaveLength(300)
    const told = verdicts.map(({ state }, n) => ({ n, state, times: heard.filter((each) => each === n).length }))
    expect(told.filter(({ state, times }) => state === 'acknowledged' && times === 0)).toEqual([])
    expect(told.filter(({ state, times }) => state === 'not-sent' && times > 0)).toEqual([])
    // What may be sent again is, until it is known to have arrived; nothing else arrives twice.
    expect(told.filter(({ n, state }) => n % 3 === 0 && state !== 'acknowledged')).toEqual([])
    expect(told.filter(({ n, times }) => n % 3 !== 0 && times > 1)).toEqual([])
    expect(gaps.map(({ recovered }) => recovered)).toEqual(['none', 'none', 'none'])
  },
)
