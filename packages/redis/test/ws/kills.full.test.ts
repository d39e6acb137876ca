import { expect, test } from 'vitest'
import { describeRedis } from '../support/server.ts'
import { runKills } from '../stores/ws/processes/kills.ts'

describeRedis('a client whose server is killed a hundred times', (server) => {
  test('loses nothing, and has nothing again that was acknowledged', async () => {
    const { twice, ...result } = await runKills(server.url, 'node-redis', 4_000, 100)
    console.log(`given twice, because a server was killed before it had stored that: ${twice} of 4000`)
    expect(result).toMatchObject({ kills: 100, acknowledged: 4_000, lost: 0, repeated: 0, disordered: 0 })
    expect(result).toMatchObject({ lostAnswers: 0, repeatedAnswers: 0, lostSessions: 0 })
  }, 300_000)
})
