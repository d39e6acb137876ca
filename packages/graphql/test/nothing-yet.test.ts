import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { parts, streamed } from './support/scripted-fetch.ts'

test('a response that has no data yet is no result, and no failure', async () => {
  const chunks = parts([{ data: null, hasNext: true }, { data: { n: 1 }, hasNext: true }, { hasNext: false }])
  const { gql } = scriptedClient(() => streamed('multipart/mixed;boundary="-"', chunks))
  const seen: unknown[] = []
  for await (const { state, data, isFinal } of gql.watch('{ n @defer }')) {
    seen.push([state, data])
    if (isFinal) break
  }
  expect(seen.at(-1)).toEqual(['ok', { n: 1 }])
  expect(seen.every((each) => (each as string[])[0] === 'ok')).toBe(true)
})
