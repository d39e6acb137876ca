import { createClient, post } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { bytes, chunks, collect, failureOf, rig } from './support/rig.ts'

async function refusal(body: unknown) {
  const { base, sent } = rig([{ json: 1 }])
  const error = await failureOf(createClient(base).put('/v', { body }))
  return { kind: error.kind, message: error.message, cause: error.cause, sent: sent.length }
}

describe('a body that is not what was meant', () => {
  test.each([
    ['a promise', Promise.resolve({ a: 1 })],
    ['a Map', new Map([['a', 1]])],
    ['a Set', new Set([1])],
  ])('is refused before anything is sent: %s', async (_, body) => {
    expect(await refusal(body)).toMatchObject({ kind: 'config', sent: 0, message: expect.stringContaining('await it') })
  })

  test('is refused when it is a stream that has been read or is locked', async () => {
    const read = chunks('once')
    await collect(read)
    expect(await refusal(read)).toMatchObject({ kind: 'config', sent: 0 })
    const locked = chunks('once')
    locked.getReader()
    expect(await refusal(locked)).toMatchObject({ kind: 'config', sent: 0 })
  })

  test.each([
    ['text', () => 'text'],
    ['a promise of a stream', async () => chunks('a')],
  ])('is refused when its factory returns %s', async (_, body) => {
    expect(await refusal(body)).toMatchObject({ kind: 'config', sent: 0, message: expect.stringContaining('factory') })
  })

  test('keeps what its factory throws, and is not tried again', async () => {
    let calls = 0
    const bug = new Error('no such file')
    const body = (): never => {
      calls++
      throw bug
    }
    expect(await refusal(body)).toMatchObject({ kind: 'config', cause: bug, sent: 0 })
    expect(calls).toBe(1)
  })
})

test('an async iterable is sent once, as a stream', async () => {
  const { base, sent } = rig([{ status: 503 }, { json: 1 }])
  async function* lines(): AsyncGenerator<string | Uint8Array<ArrayBuffer>> {
    yield 'one '
    yield bytes('two')
  }
  const error = await failureOf(createClient(base).put('/v', { body: lines() }))
  expect([error.notRetried, sent.map(({ text }) => text)]).toEqual(['one-shot-body', ['one two']])
})

test("the caller's own Idempotency-Key is kept where the contract asks for one", async () => {
  const { base, sent } = rig([{ json: 1 }])
  const order = post('/orders', { idempotent: 'key' })
  await createClient(base).request(order, {}, { headers: { 'Idempotency-Key': 'order-7' } })
  expect(sent[0]?.headers['idempotency-key']).toBe('order-7')
})

test('a body that fails while it is sent keeps its own error, and is not sent again', async () => {
  const bug = new RangeError('disk')
  let made = 0
  const { base } = rig([{ json: 1 }])
  const body = async function* (): AsyncGenerator<string> {
    made++
    yield 'a'
    throw bug
  }
  const error = await failureOf(createClient(base).put('/v', { body }))
  expect([error.kind, error.cause, made]).toEqual(['config', bug, 1])
})

test('plain JSON may have a key named then, and a list may know how to write itself', async () => {
  const { base, sent } = rig([{ json: 1 }])
  const list = { [Symbol.iterator]: () => [1][Symbol.iterator](), toJSON: () => [1] }
  // oxlint-disable-next-line unicorn/no-thenable -- a rule of a workflow
  await createClient(base).post('/v', { body: { if: 1, then: 'b', else: 2 } })
  await createClient(base).post('/v', { body: list })
  expect(sent.map(({ text }) => text)).toEqual(['{"if":1,"then":"b","else":2}', '[1]'])
})

test('a factory that gives a used stream is refused', async () => {
  const used = chunks('once')
  await collect(used)
  expect(await refusal(() => used)).toMatchObject({ kind: 'config', sent: 0 })
})
