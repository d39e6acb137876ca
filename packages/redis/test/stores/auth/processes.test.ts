import { expect, test, vi } from 'vitest'
import { describeRedis } from '../../support/server.ts'
import { storm } from '../../../../auth/test/processes/sharing-processes.ts'
import { startFleet } from './processes/fleet.ts'

describeRedis(
  'four processes on one Redis',
  (redis) => {
    test('ask for one token each time, and never lose the session', async () => {
      const outcome = await storm(await startFleet(redis.url), 3)
      expect(outcome).toEqual({ lostSessions: 0, tokenCalls: [1, 1, 1] })
    })

    test('go on when the one that refreshes is killed', async () => {
      const fleet = await startFleet(redis.url)
      const { authority, run, runInAll, kill } = fleet
      authority.hang()
      authority.expireAccessTokens()
      const killed = run(0, 'call')
      await vi.waitFor(() => expect(authority.counts.token).toBe(1))
      // The others wait for it.
      const all = runInAll('call')
      kill(0)
      expect(await killed).toBeUndefined()
      expect((await all).slice(1)).toEqual(['ann', 'ann', 'ann'])
      expect(authority.counts).toMatchObject({ token: 2, reuse: 0 })
    })

    test('keep the session of a Redis that comes back empty', async () => {
      const fleet = await startFleet(redis.url)
      const { authority, runInAll } = fleet
      await redis.server.restart()
      await runInAll('reach')
      expect(await runInAll('status')).toEqual(Array.from({ length: 4 }, () => 'authenticated'))
      expect(await storm(fleet, 2)).toEqual({ lostSessions: 0, tokenCalls: [1, 1] })
      expect(authority.counts.reuse).toBe(0)
    })

    test('keep the session and answer calls while Redis is frozen, and refresh once when it is back', async () => {
      const fleet = await startFleet(redis.url)
      const { authority, runInAll } = fleet
      redis.server.pause()
      const users = await runInAll('call')
      expect(users).toEqual(Array.from({ length: 4 }, () => 'ann'))
      expect(authority.counts.token).toBe(0)
      redis.server.resume()
      await runInAll('reach')
      expect(await storm(fleet, 1)).toEqual({ lostSessions: 0, tokenCalls: [1] })
    })
  },
  {},
)
