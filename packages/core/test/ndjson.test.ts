import { createClient, ndjson } from '@fairlead/core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { bytes, chunks, collect, failureOf, rig } from './support/rig.ts'

describe('newline-delimited JSON', () => {
  test('is read item by item, empty lines passed over', async () => {
    expect(await collect(ndjson(chunks('{"a":1}\n\n[2]\r\n  \n"three"\n')))).toEqual([{ a: 1 }, [2], 'three'])
  })

  test('may end without a newline, or be empty', async () => {
    expect(await collect(ndjson(chunks('1\n2')))).toEqual([1, 2])
    expect(await collect(ndjson(chunks('')))).toEqual([])
    expect(await collect(ndjson(chunks()))).toEqual([])
  })

  test('is the same however its bytes are cut', async () => {
    const all = bytes('{"ship":"🚢"}\n{"harbour":"Ålesund\u2028"}\r\n3')
    for (let at = 0; at <= all.length; at++) {
      const items = await collect(ndjson(chunks(all.slice(0, at), all.slice(at))))
      expect(items).toEqual([{ ship: '🚢' }, { harbour: 'Ålesund\u2028' }, 3])
    }
  })

  test('with a broken line names the line and keeps it unprinted', async () => {
    const items = ndjson(chunks('{"a":1}\n{"secret":\n'))
    expect(await items.next()).toEqual({ done: false, value: { a: 1 } })
    const error = await failureOf(items.next())
    expect(error).toMatchObject({ kind: 'decode', reason: 'syntax', snippet: '{"secret":' })
    expect(error.message).toContain('line 2')
    expect(JSON.stringify(error) + error.message).not.toContain('secret')
  })

  test('with a __proto__ key is refused', async () => {
    expect(await failureOf(collect(ndjson(chunks('{"__proto__":{}}\n'))))).toMatchObject({
      kind: 'decode',
      reason: 'forbidden-key',
    })
  })

  test('has a bounded line', async () => {
    const endless = rig([{ pieces: Array.from({ length: 50 }, () => 'x'.repeat(10)), end: 'stall' }])
    const stream = createClient(endless.base).get('/v').stream()
    expect(await failureOf(collect(ndjson(stream, { maxLineLength: 100 })))).toMatchObject({
      kind: 'decode',
      reason: 'too-large',
    })
    expect(endless.sent[0]?.released).toBe(true)
    expect(await collect(ndjson(chunks(`"${'x'.repeat(98)}"\n1`), { maxLineLength: 100 }))).toHaveLength(2)
  })

  test('gives what the schema delivers', async () => {
    const schema = z.object({ at: z.coerce.date() })
    const items = await collect(ndjson(chunks('{"at":0}\n'), { schema }))
    expect(items).toEqual([{ at: new Date(0) }])
    expectTypeOf(items).toEqualTypeOf<{ at: Date }[]>()
  })

  test('that does not fit its schema is a validation error', async () => {
    const error = await failureOf(
      collect(ndjson(chunks('{"a":1}\n{"a":"secret"}\n'), { schema: z.object({ a: z.number() }) })),
    )
    expect(error).toMatchObject({ kind: 'validation', direction: 'output', part: 'response', issues: [{ path: 'a' }] })
    expect(error.message).toContain('line 2')
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test('stops being read when the loop is left', async () => {
    const { base, sent, clock } = rig([{ pieces: ['1\n2\n'], end: 'stall' }])
    for await (const item of ndjson(createClient(base).get('/v').stream())) {
      expect(item).toBe(1)
      break
    }
    await clock.advance(0)
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('that breaks off is a network error', async () => {
    const { base } = rig([{ pieces: ['1\n', '{"a":'], end: 'break' }])
    const items = ndjson(createClient(base).get('/v').stream())
    expect(await items.next()).toMatchObject({ value: 1 })
    expect(await failureOf(items.next())).toMatchObject({ kind: 'network' })
  })
})
