import { expect, test } from 'vitest'
import { harbourProcesses, storm } from './harbour-processes.ts'

test('four processes on one token file ask for one token each time, and never lose the session', async () => {
  const runs = 30
  const outcome = await storm(await harbourProcesses(4), runs)
  expect(outcome).toEqual({ runs, lostSessions: 0, tokenCalls: Array.from({ length: runs }, () => 1) })
})
