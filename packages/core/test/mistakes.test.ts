import { type Plugin, createClient, get } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

describe('a mistake of the program is told, and costs nothing else', () => {
  test.each([
    ['a bound that is no number', { maxResponseBytes: Number.NaN }],
    ['timeouts that are a number', { timeouts: 5_000 as never }],
    ['retry that is true', { retry: true as never }],
  ])('%s', (_, options) => {
    expect(() => createClient({ baseUrl: 'https://harbour.example', ...options })).toThrow(/number|object/)
  })

  test('retry may be a number for a client as for a call', async () => {
    const { base, sent, clock } = rig([{ status: 503 }])
    const failed = failureOf(createClient({ ...base, retry: 1 }).get('/v'))
    await clock.advance(1_000)
    await failed
    expect(sent).toHaveLength(2)
  })

  test('a stage that does not exist', () => {
    const plugin = { name: '', install: () => ({ layers: [{ stage: 'retry', handle: () => undefined }] }) }
    expect(() => createClient({ plugins: [plugin as never] })).toThrow("no stage 'retry'")
  })

  test.each([
    ['a path parameter that is broken UTF-16', '/v/{id}', { params: { id: '\ud800' } }, 'params'],
    ['a path parameter that the path does not have', '/v/{id}', { params: { id: 1, flag: 'no' } }, 'params'],
    ['a path parameter that nobody gave', '/v/{id}', {}, 'params'],
    ['a date that is none', '/v', { query: { at: new Date(Number.NaN) } }, 'query'],
  ] as const)('%s', async (_, path, options, part) => {
    const { base, sent } = rig([{ json: 1 }])
    expect(await failureOf(createClient(base).get(path, options))).toMatchObject({ kind: 'validation', part })
    expect(sent).toHaveLength(0)
  })

  test('a parameter may have any name without braces', async () => {
    const { base, sent } = rig([{ json: 1 }])
    await createClient(base).request(get('/v/{vessel-id}'), { params: { 'vessel-id': 'a b' } })
    expect(sent[0]?.url).toMatch(/\/v\/a%20b$/)
  })

  test('another schema for a call that has one', async () => {
    const { base } = rig([{ json: 1 }])
    const schema = () =>
      ({ '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } }) as const
    const call = createClient(base).get('/v')
    const first = call.json(schema())
    expect(await failureOf(call.json(schema()))).toMatchObject({ kind: 'config' })
    expect(await first).toBe(1)
  })

  test('a plugin that asks for the pipeline or the session while it is installed', async () => {
    const { base } = rig([{ json: 1 }])
    const early: Plugin<'early'> = {
      name: 'early',
      install(host) {
        host.pipeline()
        return { api: host.session().state }
      },
    }
    expect(createClient({ ...base, plugins: [early] }).early).toBe('anonymous')
  })

  test('a tag listener that throws does not fail the call that invalidates', async () => {
    const { base } = rig([{ json: 1 }])
    const client = createClient({ ...base, contract: { save: get('/v', { invalidates: ['v'] }) } })
    const { error } = console
    console.error = () => {}
    client.tags.subscribe(() => {
      throw new Error('a bug')
    })
    expect(await client.api.save()).toBe(1)
    console.error = error
  })

  test('a schema that never settles is under the clock and the signal', async () => {
    const { base, clock } = rig([{ json: 1 }])
    const never = { '~standard': { version: 1, vendor: 'test', validate: () => new Promise<never>(() => {}) } } as const
    const client = createClient({
      ...base,
      timeouts: { totalMs: 50 },
      contract: { v: get('/v', { responses: { 200: never } }) },
    })
    const late = failureOf(client.api.v())
    await clock.advance(50)
    expect(await late).toMatchObject({ kind: 'timeout', clock: 'total' })
  })
})
