import { describe, expect, test } from 'vitest'
import { frameworks, openLive, soon } from './live-page.ts'

describe.each(frameworks)('a list that is kept, in %s,', (framework) => {
  const { sentence, texts, sent, press, fault } = openLive(framework, 'cache')
  const first = 'Answer 1: Aurora, Borea'
  const asked = 'GET /vessels | 200'

  async function opened(): Promise<void> {
    await expect.poll(sentence, soon).toBe(first)
    await expect.poll(sent, soon).toEqual(['1', asked])
  }

  test('is not asked for again while it is fresh', async () => {
    await opened()
    await press('Look again')
    await expect.poll(sent, soon).toEqual(['1', 'GET /vessels | from the cache', asked])
    expect(sentence()).toBe(first)
  })

  test('is there without a network, from before', async () => {
    await opened()
    await fault('no network')
    await press('Look again')
    await expect.poll(sent, soon).toEqual(['1', 'GET /vessels | from the cache', asked])
  })

  test('is asked for once by three who ask at the same time', async () => {
    await opened()
    await press('Clear')
    await press('Ask three times at once')
    await expect.poll(() => texts('p'), soon).toContain('Three calls got answer 2, answer 2, answer 2.')
    expect(sent()).toEqual(['1', 'GET /vessels | shares one request', 'GET /vessels | shares one request', asked])
  })

  test('shows an old answer at once where it may, and the new one when it is there', async () => {
    await opened()
    await fault('slow (1.5 s)')
    // Four seconds are how long the server says that its answer is good.
    await expect
      .poll(
        async () => {
          await press('Look again')
          return sent().some((row) => row.includes('old copy shown'))
        },
        { ...soon, interval: 250 },
      )
      .toBe(true)
    expect(sentence()).toBe(first)
    await expect.poll(sentence, soon).toBe('Answer 2: Aurora, Borea')
    expect(sent()[0]).toBe('2')
  })

  test('shows a write, by what the server says after it', async () => {
    await opened()
    await press('Rename Aurora')
    await expect.poll(sentence, soon).toBe('Answer 2: Aurora II, Borea')
    await expect.poll(sent, soon).toEqual(['3', asked, 'PUT /vessels/{id} | 200', asked])
  })

  test('stays as it is where the write fails', async () => {
    await opened()
    await fault('503')
    await press('Rename Aurora')
    await expect.poll(() => texts('[role=alert]'), soon).toEqual(['Aurora keeps her name: http'])
    expect(sentence()).toBe(first)
  })
})
