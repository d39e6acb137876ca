import { describe, expect, test } from 'vitest'
import { frameworks, openLive, soon } from './live-page.ts'

describe.each(frameworks)('a token that expires, in %s,', (framework) => {
  const { sentence, texts, sent, press, fault } = openLive(framework, 'session')
  const berths = (): readonly string[] => texts('ul li')
  const of = (user: string): readonly string[] =>
    ['north', 'south', 'west'].map((pier) => `${pier}: ${pier} 4 is ${user}’s`)

  async function signedIn(): Promise<void> {
    await press('Sign in as ann')
    await expect.poll(berths, soon).toEqual(of('ann'))
    await press('Clear')
  }

  test('costs one refresh for three calls', async () => {
    await signedIn()
    await fault('has let the access token expire')
    await press('Look at all three')
    const row = 'GET /berths/{pier} | 401 | 200'
    await expect.poll(sent, soon).toEqual(['7', 'POST /refresh | 200', row, row, row])
    expect(sentence()).toBe('Signed in: ann')
  })

  test('that cannot be had anew ends the session, and nothing of it is shown', async () => {
    await signedIn()
    await fault('has ended the session')
    await press('Look at all three')
    await expect.poll(sentence, soon).toBe('Nobody is signed in.')
    expect(berths()).toEqual([])
  })

  test('is another one after a switch of the user, and so are the data', async () => {
    await signedIn()
    await press('Sign out')
    await expect.poll(sentence, soon).toBe('Nobody is signed in.')
    await press('Sign in as bo')
    await expect.poll(sentence, soon).toBe('Signed in: bo')
    expect(texts('main').join('')).not.toContain('ann’s')
    await expect.poll(berths, soon).toEqual(of('bo'))
  })

  test('is kept where the network is gone', async () => {
    await signedIn()
    await fault('no network')
    await press('Look at all three')
    await expect.poll(berths, soon).toContain('north: not now: network')
    expect(sentence()).toBe('Signed in: ann')
  })
})
