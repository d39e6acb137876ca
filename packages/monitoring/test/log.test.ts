import { FairleadError, type Host } from '@fairlead/core'
import { type LogLine, consoleLog } from '@fairlead/monitoring'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { watchedClient } from './support/rig.ts'

afterEach(() => vi.restoreAllMocks())

/** A log that keeps its lines. */
function kept(options: Parameters<typeof consoleLog>[0] = {}): {
  lines: LogLine[]
  plugin: ReturnType<typeof consoleLog>
} {
  const lines: LogLine[] = []
  return { lines, plugin: consoleLog({ ...options, write: (line) => lines.push(line) }) }
}

describe('the console log', () => {
  test('writes one line for each call, with what it took', async () => {
    const { lines, plugin } = kept()
    const { client, clock } = watchedClient([{ status: 503 }, { status: 503 }, { json: 1 }], [plugin])
    const call = client.get('/vessels/9811000/position?token=s3cret')
    await clock.advance(10_000)
    await call
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      level: 'warn',
      method: 'GET',
      template: '/vessels/{…}/position',
      origin: 'https://harbour.example',
      status: 200,
      attempts: 3,
    })
    expect(lines[0]?.msg).toMatch(/\/vessels\/\{…\}\/position 200 after \d+ ms, 3 attempts$/)
    expect(JSON.stringify(lines)).not.toMatch(/s3cret|9811000/)
  })

  test.each([
    [{ status: 404 }, 'warn', 'GET /v 404 after 0 ms'],
    [{ status: 500 }, 'error', 'GET /v 500 after 0 ms'],
    [{ json: 1 }, 'info', 'GET /v 200 after 0 ms'],
  ] as const)('tells what matters from what does not: %j is %s', async (answer, level, msg) => {
    const { lines, plugin } = kept()
    const { client } = watchedClient([answer], [plugin], { retry: false })
    await client.get('/v').result()
    expect(lines).toMatchObject([{ level, msg }])
  })

  test('a call that its caller gives up is no error', async () => {
    const { lines, plugin } = kept()
    const { client } = watchedClient([{ json: 1 }], [plugin])
    await client.get('/v', { signal: AbortSignal.abort() }).result()
    expect(lines).toMatchObject([{ level: 'info', error: 'abort' }])
  })

  test('a call that ends with its session is no error', () => {
    const { lines, plugin } = kept()
    let hear: (event: never) => void = () => {}
    void plugin.install({ observe: (listener: typeof hear) => ((hear = listener), () => {}) } as unknown as Host)
    const where = { operationId: '1', method: 'GET', template: '/v', origin: 'o', at: 0 }
    const end = { type: 'operation:end', ...where, durationMs: 1, attempts: 0, error: 'rejected' }
    hear({ ...end, reason: 'session-ended' } as never)
    hear({ ...end, reason: 'queue-full' } as never)
    expect(lines.map(({ level }) => level)).toEqual(['info', 'error'])
  })

  test('says the attempts where they are asked for, and nothing below its level', async () => {
    const all = kept({ attempts: true })
    const errors = kept({ attempts: true, level: 'error' })
    const { client, clock } = watchedClient([{ status: 503 }, { json: 1 }], [all.plugin, errors.plugin])
    const call = client.get('/v')
    await clock.advance(10_000)
    await call
    expect(all.lines.map(({ level, attempt, attempts }) => [level, attempt ?? attempts])).toEqual([
      ['error', 1],
      ['info', 2],
      ['warn', 2],
    ])
    expect(errors.lines.map(({ status }) => status)).toEqual([503])
  })

  test.each(['text', 'json'] as const)('no hostile text begins a line or colours a terminal: %s', (format) => {
    const written: string[] = []
    for (const level of ['info', 'warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((...words: string[]) => void written.push(words.join(' ')))
    let hear: (event: never) => void = () => {}
    const host = { observe: (listener: typeof hear) => ((hear = listener), () => {}) } as unknown as Host
    void consoleLog({ format }).install(host)
    const evil = '\r\nERROR forged \u001b[31m\u0085\u2028\u202e\u009b\0'
    const where = { operationId: `1${evil}`, method: `G${evil}`, template: `/v/${evil}`, origin: `o${evil}`, at: 0 }
    hear({ type: 'plugin:cache:answer', operationId: where.operationId, at: 0, details: { outcome: evil } } as never)
    hear({ type: 'operation:end', ...where, durationMs: 1, attempts: 1, error: evil } as never)
    expect(written).toHaveLength(1)
    expect(written[0]).not.toMatch(/[\p{Cc}\u2028\u202e]/u)
  })

  test.each([
    [() => Promise.reject(new Error('the disk is full'))],
    [
      () => {
        throw new Error('the disk is full')
      },
    ],
  ])('what writes and fails touches no call', async (write) => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client } = watchedClient([{ json: 1 }], [consoleLog({ write })])
    expect(await client.get('/v').json()).toBe(1)
    await Promise.resolve()
    expect(reported).toHaveBeenCalledTimes(1)
  })

  test('a write that never ends holds nothing up', async () => {
    const { client } = watchedClient([{ json: 1 }], [consoleLog({ write: () => new Promise(() => {}) })])
    expect(await client.get('/v').json()).toBe(1)
  })

  test('an unknown option is an error', () => {
    expect(() => consoleLog({ colour: true } as never)).toThrow(FairleadError)
    expect(() => consoleLog({ level: 'debug' as never })).toThrow(/level/)
  })
})
