import { describe, expect, test } from 'vitest'
import { frameworks, openLive, soon } from './live-page.ts'

describe.each(frameworks)('a server in trouble, in %s,', (framework) => {
  const { sentence, sent, press, fault } = openLive(framework, 'retries')
  const answer = 'High water at 06:12, 4.1 m.'

  async function ask(label?: string): Promise<void> {
    if (label) await fault(label)
    await press('When is high water?')
  }

  test('answers where it is well', async () => {
    await ask()
    await expect.poll(sentence, soon).toBe(answer)
    expect(sent()).toEqual(['1', 'GET /tides/next | 200'])
  })

  test('is asked again when it has said', async () => {
    await ask('503 once, “again in 1 s”')
    await expect.poll(sentence, soon).toBe(answer)
    expect(sent()).toEqual(['2', 'GET /tides/next | 503 | waits 1.0 s, as asked | 200'])
  })

  test('is left alone after two retries', async () => {
    await ask('503 until you change it')
    await expect.poll(sentence, soon).toBe('The harbour is in trouble (503), after 3 tries.')
    const wait = 'waits 0.0 s'
    expect(sent()).toEqual(['3', `GET /tides/next | 503 | ${wait} | 503 | ${wait} | 503 | not again: limit`])
  })

  test('is not waited for where the wait is longer than the call has', async () => {
    await ask('429, “again in a minute”')
    await expect.poll(sentence, soon).toMatch(/^The harbour is in trouble \(429\), after 1 try\. It has said when/)
    expect(sent()).toEqual(['1', 'GET /tides/next | 429 | not again: deadline'])
  })

  test('is asked again for an answer that broke off', async () => {
    await ask('breaks off in mid-answer, once')
    await expect.poll(sentence, soon).toBe(answer)
    expect(sent()).toEqual(['2', 'GET /tides/next | network | waits 0.0 s | 200'])
  })

  test('that cannot be reached is told as such', async () => {
    await ask('no network')
    await expect.poll(sentence, soon).toBe('No connection, after 3 tries.')
  })

  test('that is silent costs no more than the deadline', async () => {
    await ask('no answer')
    await expect.poll(sentence, soon).toMatch(/^No answer in time, after \d tr/)
  })

  test('that talks nonsense is not asked again', async () => {
    await ask('broken JSON')
    await expect.poll(sentence, soon).toBe('The answer makes no sense.')
    expect(sent()[0]).toBe('1')
  })

  test('has an answer for what it does not know, which the contract declares', async () => {
    await ask('knows no tides (404)')
    await expect.poll(sentence, soon).toBe('The harbour knows no tides.')
    expect(sent()).toEqual(['1', 'GET /tides/next | 404'])
  })
})
