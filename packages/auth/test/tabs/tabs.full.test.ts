import { expect, test } from 'vitest'
import { harbourTabs, storm } from './harbour-tabs.ts'

const RUNS = 50
const open = harbourTabs()

test.each([2, 6])(
  '%i tabs that find their token expired at once, 50 times: one token call each, no session lost',
  async (count) => {
    const { lostSessions, tokenCalls } = await storm(await open(count), RUNS)
    expect(lostSessions).toBe(0)
    expect(tokenCalls).toEqual(Array.from({ length: RUNS }, () => 1))
  },
)

test('six tabs that are closed one by one while they hold the lock delay the others by less than five seconds', async () => {
  const { tabs, authority } = await open(6)
  for (let left = 5; left > 0; left--) {
    const before = authority.counts.token
    await tabs.runInAll((durationMs) => harbour.sleep(durationMs), 20_000)
    authority.hang()
    authority.expireAccessTokens()
    const all = tabs.runInAll(() => harbour.call())
    await expect.poll(() => authority.counts.token).toBe(before + 1)
    const closedAt = performance.now()
    await tabs.closeTab(await tabs.holderOf('bearer'))
    const answers = await all
    expect(performance.now() - closedAt).toBeLessThan(5_000)
    expect(answers.filter((user) => user === 'ann')).toHaveLength(left)
    expect(authority.counts).toMatchObject({ token: before + 2, reuse: 0 })
  }
})
