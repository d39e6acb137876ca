import { createClient } from '@fairlead/core'
import { otel } from '@fairlead/monitoring/otel'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startHarbour } from './harbour.ts'
import { sdkTo } from './sdk.ts'

// What is broken is told there.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(nothing))
afterEach(() => void vi.restoreAllMocks())

const nothing = (): void => {}
const done = (): Promise<void> => Promise.resolve()
const broken = (): never => {
  throw new Error('broken')
}
const hanging = (): Promise<void> => new Promise(nothing)
type Exporter = NonNullable<Parameters<typeof sdkTo>[1]>
type Processor = NonNullable<Parameters<typeof sdkTo>[2]>[number]

const exporter = (send: () => void): Exporter => ({ export: send, shutdown: done, forceFlush: done })
const processor = (more: Partial<Processor>): Processor => ({
  onStart: nothing,
  onEnd: nothing,
  shutdown: done,
  forceFlush: done,
  ...more,
})

describe.each<[string, Exporter, readonly Processor[]]>([
  ['an exporter that throws', exporter(broken), []],
  ['an exporter that never answers', exporter(nothing), []],
  ['a processor that throws at the start of spans', exporter(nothing), [processor({ onStart: broken })]],
  ['a processor that throws at the end of spans', exporter(nothing), [processor({ onEnd: broken })]],
  ['a processor that never ends', exporter(nothing), [processor({ forceFlush: hanging, shutdown: hanging })]],
])('%s', (_, sends, processors) => {
  test('touches no call, neither one that succeeds nor one that fails', async () => {
    const harbour = await startHarbour()
    onTestFinished(() => harbour.close())
    const { tracers, meters } = sdkTo('http://127.0.0.1:1', sends, processors)
    const plugins = [otel({ tracer: tracers.getTracer('proof'), meter: meters.getMeter('proof') })]
    const client = createClient({ baseUrl: harbour.url, plugins })
    const started = performance.now()
    expect(await client.get('/ok')).toEqual({ ok: 1 })
    expect(await client.get('/flaky')).toBe(1)
    expect(await new Response(await client.get('/log').stream()).text()).toBe('ab')
    await expect(client.get('/missing')).rejects.toMatchObject({ kind: 'http', status: 404 })
    for (const flush of [tracers.forceFlush(), meters.forceFlush()]) flush.catch(nothing)
    expect(await client.get('/ok')).toEqual({ ok: 1 })
    await client.dispose()
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(harbour.asked.map(({ path }) => path)).toEqual(['/ok', '/flaky', '/flaky', '/log', '/missing', '/ok'])
  })
})
