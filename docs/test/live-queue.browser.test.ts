import { describe, expect, test } from 'vitest'
import { frameworks, openLive, soon } from './live-page.ts'

describe.each(frameworks)('who goes first, in %s,', (framework) => {
  const { sentence, texts, press, fault } = openLive(framework, 'queue')

  test('is who is urgent, behind those that are on their way already', async () => {
    await press('Ask for eight')
    await press('One urgent')
    await expect.poll(sentence, soon).toBe('Answered: 1, 2, urgent, 3, 4, 5, 6, 7, 8')
    await expect.poll(() => texts('p'), soon).toContain('On their way: 0, waiting: 0')
  })

  test('is nobody after enough failures: the rest are refused and cost the server nothing', async () => {
    await fault('503')
    await press('Ask for eight')
    const answers = (): readonly string[] => sentence()?.match(/\([\w-]+\)/g) ?? []
    await expect.poll(() => answers().length, soon).toBe(8)
    const refused = answers().filter((answer) => answer === '(breaker-open)').length
    expect(refused).toBeGreaterThan(0)
    expect(texts('output')).toEqual([String(8 - refused)])
  })

  test('is nobody while the server has asked for silence, and nobody is lost by it', async () => {
    await fault('429 once, “again in 2 s”')
    await press('Ask for eight')
    await expect.poll(sentence, soon).toContain('(http)')
    await expect.poll(sentence, soon).toMatch(/3, 4, 5, 6, 7, 8$/)
    expect(texts('output')).toEqual(['8'])
  })
})
