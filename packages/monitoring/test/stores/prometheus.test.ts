import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  INSTALL_PROMETHEUS,
  type PrometheusServer,
  findPrometheus,
  lintMetrics,
  startPrometheus,
} from '../../../../tools/prometheus.ts'
import { hostile } from './prometheus/hostile.ts'

/** One series as Prometheus answers a query. */
interface Found {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [at: number, value: string]
}

/** What it knows of a target. */
interface Targets {
  readonly activeTargets: readonly { readonly health: string; readonly lastError: string }[]
}

const path = findPrometheus()
if (path === undefined) console.warn(`The tests with Prometheus are skipped: ${INSTALL_PROMETHEUS}.`)
const formats = ['openmetrics', 'text'] as const

describe.skipIf(path === undefined)(
  `Prometheus${path === undefined ? ` (skipped: ${INSTALL_PROMETHEUS})` : ''}`,
  () => {
    let server: PrometheusServer
    let origin: string
    const ends: (() => Promise<unknown>)[] = []

    beforeAll(async () => {
      const script = fileURLToPath(import.meta.resolve('./prometheus/program.ts'))
      const program = spawn(process.execPath, ['--conditions=@fairlead/source', '--no-warnings', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      ends.push(async () => {
        const exit = once(program, 'exit')
        program.kill('SIGKILL')
        await exit
      })
      const [printed] = (await once(program.stdout, 'data')) as [Buffer]
      const target = `127.0.0.1:${Number(printed.toString())}`
      origin = `http://${target}`
      server = await startPrometheus(
        path ?? '',
        formats.map((name) => ({ name, target, path: name === 'text' ? '/text' : '/metrics' })),
      )
      ends.push(() => server.stop())
      // It looks for what it should read a while after it is ready.
      await vi.waitUntil(async () => (await targets()).filter(({ health }) => health !== 'unknown').length === 2, {
        timeout: 20_000,
        interval: 100,
      })
    }, 30_000)
    afterAll(async () => {
      for (const end of ends) await end()
    })

    async function targets(): Promise<Targets['activeTargets']> {
      return ((await server.ask('targets')) as Targets).activeTargets
    }
    /** The series of a query, without what Prometheus says of the target. */
    async function query(text: string): Promise<(Record<string, string> & { value: number })[]> {
      const { result } = (await server.ask(`query?query=${encodeURIComponent(text)}`)) as { result: readonly Found[] }
      return result.map(({ metric, value }) => {
        const { __name__: _name, instance: _instance, job: _job, ...labels } = metric
        return { ...labels, value: Number(value[1]) } as Record<string, string> & { value: number }
      })
    }

    test('reads both formats without an error', async () => {
      expect(await targets()).toMatchObject([
        { health: 'up', lastError: '' },
        { health: 'up', lastError: '' },
      ])
      const { headers } = await fetch(`${origin}/metrics`, { headers: { accept: 'application/openmetrics-text' } })
      expect(headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1\.0\.0/)
    })

    test('promtool finds nothing to say about what is written', async () => {
      const text = await (await fetch(`${origin}/text`)).text()
      expect(text).toContain('# TYPE http_client_request_duration_seconds histogram')
      expect(lintMetrics(path ?? '', text)).toBe('')
      // It does look at it.
      expect(lintMetrics(path ?? '', `${text}broken{\n`)).not.toBe('')
    })

    test('knows the type, the unit and the help of each metric', async () => {
      const metadata = (await server.ask('metadata')) as Record<string, unknown>
      expect(metadata).toMatchObject({
        http_client_request_duration_seconds: expect.arrayContaining([
          { type: 'histogram', help: 'Duration of HTTP client requests.', unit: 'seconds' },
          // The older format has no place for the unit.
          { type: 'histogram', help: 'Duration of HTTP client requests.', unit: '' },
        ]) as unknown,
        http_client_active_requests: [{ type: 'gauge', help: 'Number of active HTTP requests.', unit: '' }],
        fairlead_call_retries: [{ type: 'counter', help: 'Attempts beyond the first of a call.', unit: '' }],
        fairlead_call_retries_total: [{ type: 'counter', help: 'Attempts beyond the first of a call.', unit: '' }],
      })
    })

    test.each(formats)('has the figures of the calls from %s', async (job) => {
      const name = 'http_client_request_duration_seconds'
      const counts = await query(
        `sum by (url_template, http_response_status_code, error_type, client) (${name}_count{job="${job}"})`,
      )
      expect(counts).toHaveLength(3)
      expect(counts).toEqual(
        expect.arrayContaining([
          {
            url_template: '/vessels',
            http_response_status_code: '503',
            error_type: '503',
            client: 'harbour',
            value: 1,
          },
          { url_template: '/vessels', http_response_status_code: '200', client: 'harbour', value: 7 },
          {
            url_template: '/missing',
            http_response_status_code: '404',
            error_type: '404',
            client: 'harbour',
            value: 1,
          },
        ]),
      )
      expect(await query(`fairlead_call_retries_total{job="${job}"}`)).toMatchObject([{ value: 1 }])
      expect(await query(`http_client_active_requests{job="${job}"}`)).toMatchObject([{ value: 0 }])
      const buckets = await query(`sum by (le) (${name}_bucket{job="${job}"})`)
      const byBound = buckets.map(({ le, value }) => [Number(le?.replace('+Inf', 'Infinity')), value] as const)
      const sorted = byBound.toSorted(([a], [b]) => a - b)
      expect(sorted.map(([le]) => le)).toEqual([
        0.005,
        0.01,
        0.025,
        0.05,
        0.075,
        0.1,
        0.25,
        0.5,
        0.75,
        1,
        2.5,
        5,
        7.5,
        10,
        Infinity,
      ])
      expect(sorted.at(-1)?.[1]).toBe(9)
      const [quantile] = await query(`histogram_quantile(0.5, sum by (le) (${name}_bucket{job="${job}"}))`)
      expect(quantile?.value).toBeGreaterThan(0)
      expect(quantile?.value).toBeLessThan(10)
    })

    test.each(formats)('reads back what hostile values may be from %s', async (job) => {
      const found = await query(`fairlead_cache_answers_total{job="${job}"}`)
      const expected = hostile.map(([, outcome]) => ({ outcome, value: 3 }))
      expect(found).toHaveLength(expected.length)
      expect(found).toEqual(expect.arrayContaining(expected))
      expect(await query('{__name__=~"evil.*|x"}')).toEqual([])
    })
  },
)
