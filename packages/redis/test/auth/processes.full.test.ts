import { expect, test } from 'vitest'
import { describeRedis } from '../support/server.ts'
import { storm } from '../../../auth/test/processes/sharing-processes.ts'
import { startFleet } from '../stores/auth/processes/fleet.ts'

describeRedis('four processes on one Redis', (redis) => {
  test('ask for one token in each of thirty lifetimes, and never lose the session', async () => {
    const outcome = await storm(await startFleet(redis.url), 30)
    expect(outcome).toEqual({ lostSessions: 0, tokenCalls: Array.from({ length: 30 }, () => 1) })
  })
})
