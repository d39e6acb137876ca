import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { programsOf, run } from '../../../tools/guide-programs.ts'

const answer = vi.fn<typeof fetch>((input) =>
  Promise.resolve(
    new Request(input).url.endsWith('/closed')
      ? Response.json({ title: 'Closed' }, { status: 404 })
      : Response.json({ name: 'Ever Given' }),
  ),
)
beforeEach(() => vi.stubGlobal('fetch', answer))
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the programs of the guide to monitoring', () => {
  const [start = '', report = ''] = programsOf('monitoring')

  test('show figures, an alert, the log, and the timeline', async () => {
    vi.useFakeTimers()
    const lines = await run(start, answer)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(lines).toEqual([
      ['info', 'GET /vessels/{…} 200 after … ms'],
      ['warn', 'GET /closed 404 after … ms'],
      ['/vessels/{…}', 1, 0],
      ['/vessels/9811000', [[1, 200]]],
      ['info', 'GET /vessels/{…} 200 after … ms'],
      [true],
      ['errors', 'raised', 1 / 3, 0.1],
    ])
  })

  test('show a report', async () => {
    vi.useFakeTimers()
    const lines = await run(report, answer)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lines).toEqual([['/tides']])
  })

  test('show the spans of a call', async () => {
    const [spans = ''] = programsOf('monitoring-otel')
    answer.mockClear()
    expect(await run(spans, answer)).toEqual([
      ['GET /tides', 2],
      ['GET /tides', 0],
      ['page', 0],
    ])
  })

  test('show metrics', async () => {
    const [metrics = ''] = programsOf('monitoring-prometheus')
    const [[type] = [], [line] = []] = await run(metrics, answer)
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(line).toMatch(/^http_client_request_duration_seconds_count\{.*client="harbour".*\} 1$/)
    expect(line).toContain('url_template="/vessels/{…}"')
  })

  test('show faults', async () => {
    const [faults = ''] = programsOf('monitoring-devtools')
    expect(await run(faults, answer)).toEqual([[false], [true]])
  })
})
