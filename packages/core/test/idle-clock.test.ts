import { createClient } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

const seconds = (count: number, everyMs: number) =>
  Array.from({ length: count }, () => [{ waitMs: everyMs }, 'x']).flat()

describe('the idle clock', () => {
  test('ends a body that stands still', async () => {
    const { base, clock, sent } = rig([{ pieces: [...seconds(5, 900), 'x'], end: 'stall' }])
    const failure = failureOf(createClient({ ...base, retry: false, timeouts: { idleMs: 1_000 } }).get('/v'))
    await clock.advance(5_499)
    expect(sent[0]?.released).toBe(false)
    await clock.advance(1)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'idle', timeoutMs: 1_000 })
    expect(sent[0]?.released).toBe(true)
  })

  test('lets a slow body go on for as long as it moves', async () => {
    const { base, clock } = rig([{ pieces: seconds(50, 900) }])
    const text = createClient({ ...base, timeouts: { idleMs: 1_000, attemptMs: Infinity } })
      .get('/v')
      .text()
    await clock.advance(45_000)
    expect(await text).toHaveLength(50)
  })

  test('ends a streamed body that stands still, long after the call', async () => {
    const { base, clock, sent } = rig([{ pieces: ['a'], end: 'stall' }])
    const stream = await createClient({ ...base, timeouts: { idleMs: 1_000 } })
      .get('/v')
      .stream()
    const reader = stream.getReader()
    await reader.read()
    const failure = failureOf(reader.read())
    await clock.advance(1_000)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'idle' })
    expect(sent[0]?.released).toBe(true)
  })

  test('lets go of a stream that nobody reads', async () => {
    const { base, clock, sent } = rig([{ pieces: ['a'], end: 'stall' }])
    await createClient({ ...base, timeouts: { idleMs: 1_000 } })
      .get('/v')
      .response()
    await clock.advance(1_000)
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('does not run while a reader takes its time between two chunks', async () => {
    const { base, clock } = rig([{ pieces: ['a', 'b'] }])
    const stream = await createClient({ ...base, timeouts: { idleMs: 1_000 } })
      .get('/v')
      .stream()
    const reader = stream.getReader()
    await reader.read()
    await clock.advance(60_000)
    expect(await reader.read()).toMatchObject({ done: false })
    expect(await reader.read()).toMatchObject({ done: true })
  })
})
