import { describe, expect, test } from 'vitest'
import { frameworks, openLive, soon } from './live-page.ts'

describe.each(frameworks)('what is shown before the answer, in %s,', (framework) => {
  const { texts, sent, press, fault } = openLive(framework, 'optimistic')
  const lights = (): readonly string[] => texts('ul li')

  test('is there before the server has said anything, and stays', async () => {
    await fault('slow (1.5 s)')
    await press('red: dark')
    await expect.poll(lights, soon).toEqual(['red: lit', 'green: dark', 'white: dark'])
    expect(sent().filter((row) => row.startsWith('PUT'))).toEqual(['PUT /lights/{id} | under way'])
    await expect.poll(sent, soon).toContain('PUT /lights/{id} | 200')
    expect(lights()).toEqual(['red: lit', 'green: dark', 'white: dark'])
  })

  test('goes back where the server refuses it, and takes nothing else with it', async () => {
    await fault('slow, and refuses the red one')
    await press('red: dark')
    await press('green: dark')
    await expect.poll(lights, soon).toEqual(['red: lit', 'green: lit', 'white: dark'])
    await expect.poll(lights, soon).toEqual(['red: dark', 'green: lit', 'white: dark'])
    expect(sent()).toContain('PUT /lights/{id} | 409')
  })

  test('goes back where the server cannot be reached', async () => {
    await fault('no network')
    await press('white: dark')
    await expect.poll(() => texts('[role=alert]'), soon).toEqual(['Not done: network'])
    expect(lights()).toEqual(['red: dark', 'green: dark', 'white: dark'])
  })
})
