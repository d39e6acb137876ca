import { expect, test } from 'vitest'
import { harbourTabs, settled, storm } from '../tabs/harbour-tabs.ts'

const open = harbourTabs()

test.each([2, 6])(
  '%i tabs that find their token expired at once ask for one, and none loses the session',
  async (count) => {
    const runs = 4
    expect(await storm(await open(count), runs)).toEqual({ runs, lostSessions: 0, tokenCalls: [1, 1, 1, 1] })
  },
)

test('a tab that is closed while it holds the lock delays the others by less than five seconds', async () => {
  const { tabs, authority } = await open(3)
  await tabs.runInAll((durationMs) => harbour.sleep(durationMs), 20_000)
  authority.hang()
  authority.expireAccessTokens()
  const all = tabs.runInAll(() => harbour.call())
  await expect.poll(() => authority.counts.token).toBe(1)
  const holder = await tabs.holderOf('bearer')
  const closedAt = performance.now()
  await tabs.closeTab(holder)
  const answers = await all
  expect(performance.now() - closedAt).toBeLessThan(5_000)
  expect(answers).toEqual([0, 1, 2].map((index) => (index === holder ? undefined : 'ann')))
  expect(authority.counts).toMatchObject({ token: 2, reuse: 0 })
})

test('signing out in one tab signs out the others, and signing in signs them in', async () => {
  const { tabs, authority } = await open(2)
  await tabs.run(0, () => harbour.signOut())
  await expect.poll(() => tabs.run(1, () => harbour.state())).toEqual({ status: 'signed-out', reason: 'elsewhere' })
  expect(authority.aliveSessions).toBe(0)
  await tabs.run(1, () => harbour.signIn())
  await settled(tabs)
  expect(await tabs.runInAll(() => harbour.call())).toEqual(['ann', 'ann'])
  expect(authority.counts).toMatchObject({ signIn: 2, token: 0, revoked: 1 })
})
