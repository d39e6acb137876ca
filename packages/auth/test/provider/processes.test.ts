import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { harbourProcesses } from '../processes/harbour-processes.ts'
import { settled, storm } from '../processes/sharing-processes.ts'

test('four processes that find their token expired at once ask for one, and none loses the session', async () => {
  const processes = await harbourProcesses(4)
  expect(await storm(processes, 3)).toEqual({ lostSessions: 0, tokenCalls: [1, 1, 1] })
  expect(readdirSync(dirname(processes.path)), 'no lock is left').toEqual(['tokens.json'])
})

test('a process that is killed while it holds the lock delays the others by less than five seconds', async () => {
  const processes = await harbourProcesses(4)
  const { authority } = processes
  authority.hang()
  authority.expireAccessTokens()
  const all = processes.runInAll('call')
  await expect.poll(() => authority.counts.token).toBe(1)
  const holder = processes.killHolder()
  const killedAt = performance.now()
  const answers = await all
  expect(performance.now() - killedAt).toBeLessThan(5_000)
  expect(answers).toEqual([0, 1, 2, 3].map((index) => (index === holder ? undefined : 'ann')))
  expect(authority.counts).toMatchObject({ token: 2, reuse: 0 })
})

test('signing out in one process signs out the others, and signing in signs them in', async () => {
  const processes = await harbourProcesses(2)
  const { authority, run, runInAll } = processes
  await run(0, 'signOut')
  await expect.poll(() => run(1, 'version')).toBe(0)
  expect(authority.aliveSessions).toBe(0)
  await run(1, 'signIn')
  await settled(processes)
  expect(await runInAll('call')).toEqual(['ann', 'ann'])
  expect(authority.counts).toMatchObject({ signIn: 2, token: 0, revoked: 1 })
})
