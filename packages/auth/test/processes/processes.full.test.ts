import { expect, test } from 'vitest'
import { harbourProcesses } from './harbour-processes.ts'
import { storm } from './sharing-processes.ts'

test('four processes on one token file ask for one token each time, and never lose the session', async () => {
  const runs = 30
  const outcome = await storm(await harbourProcesses(4), runs)
  expect(outcome).toEqual({ lostSessions: 0, tokenCalls: Array.from({ length: runs }, () => 1) })
})
