import { expect, test } from 'vitest'
import { clients } from '../../support/clients.ts'
import { describeRedis } from '../../support/server.ts'
import { runKills } from './processes/kills.ts'

describeRedis('a client whose server is killed', (server) => {
  test.each(Object.keys(clients))(
    'goes on with the next one, nothing lost and nothing again that was acknowledged, through %s',
    async (kind) => {
      const { twice, ...result } = await runKills(server.url, kind, 200, 10)
      expect(result).toEqual({
        kills: 10,
        acknowledged: 200,
        lost: 0,
        repeated: 0,
        disordered: 0,
        lostAnswers: 0,
        repeatedAnswers: 0,
        lostSessions: 0,
      })
      // What a server was given and could not store before it was killed is given to the next one: at most what was on its way.
      expect(twice).toBeLessThanOrEqual(10 * 64)
    },
    60_000,
  )
})
