import { createClient, post } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { bytes, failureOf, rig } from './support/rig.ts'

const send = (bodyType: 'form' | 'multipart', body: unknown) => {
  const { base, sent } = rig([{ json: 1 }])
  const call = createClient(base).request(post('/v', { bodyType, body: anything }), { body })
  return { call, sent }
}
const anything = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
} as const

describe('a form', () => {
  test('writes dates as ISO 8601 and repeats the names of arrays', async () => {
    const { call, sent } = send('form', { at: new Date(0), tag: ['a', 'b'], none: null })
    await call
    expect(sent[0]?.text).toBe('at=1970-01-01T00%3A00%3A00.000Z&tag=a&tag=b')
  })

  test.each(['form', 'multipart'] as const)('refuses objects within, and what is no object (%s)', async (type) => {
    const within = send(type, { o: { a: 1 } })
    expect(await failureOf(within.call)).toMatchObject({ kind: 'validation', part: 'body', issues: [{ path: 'o' }] })
    expect(await failureOf(send(type, 'a=1').call)).toMatchObject({ kind: 'validation', part: 'body' })
    expect(within.sent).toHaveLength(0)
    const noDate = send(type, { at: new Date(Number.NaN) })
    expect(await failureOf(noDate.call)).toMatchObject({ kind: 'validation', issues: [{ path: 'at' }] })
  })

  test('sends bytes as a part of their own in multipart', async () => {
    const { call, sent } = send('multipart', { file: bytes('AB') })
    await call
    expect(sent[0]?.text).toMatch(
      /name="file"(; filename="[^"]*")?\r\n(Content-Type: application\/octet-stream\r\n)?\r\nAB\r\n/i,
    )
  })
})
