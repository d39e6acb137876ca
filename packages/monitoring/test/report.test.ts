import { monitoring, reportTo } from '@fairlead/monitoring'
import { describe, expect, test } from 'vitest'
import { reportBody } from '../src/report-body.ts'
import { watchedClient } from './support/rig.ts'

type Report = { endpoints: { template: string; calls: number }[]; cut?: Record<string, number> }

function reported(send?: (body: string) => unknown, options: object = {}) {
  const rig = watchedClient([{ json: 1 }], [monitoring()])
  const reports: Report[] = []
  const stop = reportTo(rig.client, {
    url: '/reports',
    ...options,
    send(body) {
      reports.push(JSON.parse(body) as Report)
      return send?.(body)
    },
  })
  return { ...rig, reports, stop }
}

describe('reports', () => {
  test('go out now and then, and only when something has happened', async () => {
    const { client, clock, reports, stop } = reported()
    await clock.advance(90_000)
    expect(reports).toEqual([])
    await client.get('/vessels/9811000')
    await clock.advance(30_000)
    expect(reports).toMatchObject([{ v: 1, endpoints: [{ template: '/vessels/{…}', calls: 1, errors: 0 }] }])
    await clock.advance(90_000)
    expect(reports).toHaveLength(1)
    stop()
    await client.get('/v')
    await clock.advance(90_000)
    expect(reports).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('go out when the page is hidden, once', async () => {
    const { client, clock, reports, stop } = reported()
    await client.get('/v')
    await clock.advance(1)
    clock.emit('hidden')
    clock.emit('suspended')
    await clock.advance(1)
    expect(reports).toHaveLength(1)
    stop()
  })

  test('that fail leave nothing behind but that there is something to tell', async () => {
    let isAway = true
    const { client, clock, reports, stop } = reported(() => (isAway ? Promise.reject(new Error('away')) : undefined))
    await client.get('/v')
    await clock.advance(60_000)
    expect(reports).toHaveLength(2)
    isAway = false
    await clock.advance(120_000)
    expect(reports).toHaveLength(3)
    stop()
  })

  test('one that hangs has no others pile up behind it', async () => {
    const { client, clock, reports, stop } = reported(() => new Promise(() => {}))
    for (let minute = 0; minute < 10; minute++) {
      await client.get('/v')
      await clock.advance(60_000)
    }
    expect(reports).toHaveLength(1)
    stop()
  })

  test('end with their client', async () => {
    const { client, clock, reports } = reported()
    await client.get('/v')
    await client.dispose()
    await clock.advance(90_000)
    expect([reports.length, clock.pending]).toEqual([0, 0])
  })

  test.each([1_000, 5_000, 60_000])('are never larger than told, the busiest first: %i bytes', (maxBytes) => {
    const { client } = watchedClient([{ json: 1 }], [monitoring()])
    const { origins: _origins, ...empty } = client.monitoring.snapshot()
    const health = {
      active: 0,
      since: 1,
      errors: 0,
      errorRate: 1 / 3,
      callsPerSecond: 1,
      retries: 0,
    } as never as object
    const endpoints = Array.from({ length: 500 }, (_, calls) => ({
      ...health,
      method: 'GET',
      template: `/häfen/${'ü'.repeat(40)}/${calls}`,
      origin: 'https://harbour.example',
      calls,
    }))
    const body = reportBody({ ...empty, origins: [], endpoints } as never, maxBytes)
    expect(new TextEncoder().encode(body).byteLength).toBeLessThanOrEqual(maxBytes)
    const report = JSON.parse(body) as Report
    const shown = report.endpoints.map(({ calls }) => calls)
    expect(shown).toEqual(Array.from({ length: shown.length }, (_, i) => 499 - i))
    expect(report.cut).toEqual({ endpoints: 500 - shown.length })
  })

  test('hold no message of a live connection, and no value in its path', () => {
    const { client } = watchedClient([{ json: 1 }], [monitoring()])
    const socket = { path: '/live/9811000', state: 'ready', frames: [{ name: 'secret' }] }
    const body = reportBody({ ...client.monitoring.snapshot(), sockets: [socket] } as never, 60_000)
    expect(body).toContain('/live/{…}')
    expect(body).not.toMatch(/secret|9811000/)
  })

  test('need a place to go, a client that is watched, and no more than browsers send', () => {
    const { client } = watchedClient([{ json: 1 }], [monitoring()])
    expect(() => reportTo(client, {} as never)).toThrow(/url/)
    expect(() => reportTo(client, { url: '/r', maxBytes: 70_000 })).toThrow(/maxBytes/)
    expect(() => reportTo(client, { url: '/r', every: 5 } as never)).toThrow(/unknown option/)
    const { client: bare } = watchedClient([{ json: 1 }], [])
    expect(() => reportTo(bare as never, { url: '/r' })).toThrow(/monitoring/)
  })
})
