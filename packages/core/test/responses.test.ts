import { asText, createClient, get, post, type } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import * as v from 'valibot'
import * as z from 'zod'
import { vessels } from './support/contract.ts'
import { failureOf, rig } from './support/rig.ts'

const aurora = { id: 'aurora', name: 'Aurora', lengthM: 40 }
const params = { id: 'aurora' }
const apiOf = (answer: Answer, options: object = {}) => {
  const wire = rig([answer])
  return { ...wire, api: createClient({ ...wire.base, retry: false, contract: { vessels }, ...options }).api }
}

describe('responses of an endpoint', () => {
  test('are found by their exact status', async () => {
    const { api } = apiOf({ status: 409, json: { takenBy: 'Borea', title: 'taken' } })
    const result = await api.vessels.moor({ params, body: { berth: 'N4' } }).result()
    expect(result).toMatchObject({ ok: false, status: 409, data: { takenBy: 'Borea' } })
    expect(result.data).not.toHaveProperty('title')
  })

  test('are found by range where no status is exact', async () => {
    const { api } = apiOf({ status: 422, json: { title: 'wrong', takenBy: 'Borea' } })
    const result = await api.vessels.moor({ params, body: { berth: 'N4' } }).result()
    expect(result).toMatchObject({ ok: false, status: 422, data: { title: 'wrong' } })
    expect(result.data).not.toHaveProperty('takenBy')
  })

  test('are the default for every failure without one', async () => {
    const { api } = apiOf({ status: 503, json: { title: 'later', extra: 1 } })
    const result = await api.vessels.replace({ params, body: aurora }).result()
    expect(result.data).toEqual({ title: 'later' })
  })

  test('of a success are never the default', async () => {
    const { api } = apiOf({ status: 202, json: { title: 'later' } })
    expect(await failureOf(api.vessels.replace({ params, body: aurora }))).toMatchObject({
      kind: 'decode',
      reason: 'undeclared',
      status: 202,
    })
  })

  test('without a body give undefined, whatever comes', async () => {
    expect(await apiOf({ status: 204 }).api.vessels.remove({ params })).toBeUndefined()
    expect(
      await apiOf({ status: 204 })
        .api.vessels.rename({ params, body: { name: 'x' } })
        .result(),
    ).toMatchObject({ ok: true, status: 204, data: undefined })
  })

  test('that the contract does not declare are decode errors in strict mode only', async () => {
    const answer = { status: 206, json: aurora }
    expect(await failureOf(apiOf(answer).api.vessels.byId({ params }))).toMatchObject({
      kind: 'decode',
      reason: 'undeclared',
    })
    expect(await apiOf(answer, { validation: 'off' }).api.vessels.byId({ params })).toEqual(aurora)
  })

  test('of failures that nobody declared are http errors with what could be read', async () => {
    expect(await failureOf(apiOf({ status: 418, json: { tea: true } }).api.vessels.byId({ params }))).toMatchObject({
      kind: 'http',
      status: 418,
      data: { tea: true },
    })
    const html = { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>' }
    expect(await failureOf(apiOf(html).api.vessels.byId({ params }))).toMatchObject({
      kind: 'http',
      status: 500,
      data: '<h1>',
    })
  })

  test('may be texts, also beside JSON', async () => {
    const text = { headers: { 'content-type': 'text/plain' }, body: 'gone' }
    const { base } = rig([
      { status: 404, ...text },
      { status: 503, ...text },
      { status: 202, ...text },
      { json: { a: 1 } },
    ])
    const one = get('/one', {
      responses: {
        200: type<{ a: number }>(),
        202: asText(type<string>()),
        404: asText(z.string()),
        '5XX': type<{ title: string }>(),
      },
    })
    const ask = () => createClient({ ...base, retry: false }).request(one)
    expect(await failureOf(ask())).toMatchObject({ kind: 'http', status: 404, data: 'gone' })
    // Declared as JSON, it is none.
    expect(await failureOf(ask())).toMatchObject({ kind: 'decode', reason: 'content-type' })
    const both = [await ask(), await ask()] satisfies (string | { a: number })[]
    expect(both).toEqual(['gone', { a: 1 }])
  })

  test('may be declared by range for successes', async () => {
    const { base } = rig([{ status: 202, json: { job: 7 } }])
    const start = post('/jobs', { responses: { '2XX': z.object({ job: z.number() }) } })
    expect(
      await createClient({ ...base, contract: { start } })
        .api.start()
        .result(),
    ).toMatchObject({ ok: true, status: 202, data: { job: 7 } })
  })
})

describe('validation', () => {
  test('is strict by default and delivers what the schema makes', async () => {
    const { api } = apiOf({ status: 201, json: { berth: 'N4', from: '2026-01-01', extra: 1 } })
    expect(await api.vessels.moor({ params, body: { berth: 'N4' } })).toEqual({
      berth: 'N4',
      from: new Date('2026-01-01'),
    })
  })

  test('that fails names the direction, the part and the places, not the values', async () => {
    const { api } = apiOf({ json: { id: 'secret', name: 7, lengthM: 'secret' } })
    const error = await failureOf(api.vessels.byId({ params }))
    expect(error).toMatchObject({ kind: 'validation', direction: 'output', part: 'response', status: 200 })
    expect(error['issues']).toEqual([{ path: 'name' }, { path: 'lengthM' }])
    expect(error.message).toContain('name, lengthM')
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test('of the input runs before anything is sent', async () => {
    const { api, sent } = apiOf({ status: 201, json: aurora })
    const error = await failureOf(api.vessels.create({ body: { ...aurora, lengthM: 'long' as never } }))
    expect(error).toMatchObject({ kind: 'validation', direction: 'input', part: 'body', issues: [{ path: 'lengthM' }] })
    expect(sent).toHaveLength(0)
  })

  test('that is off looks at nothing', async () => {
    const { api, sent } = apiOf({ status: 201, json: { odd: 1 } }, { validation: 'off' })
    expect(await api.vessels.create({ body: { odd: 2 } as never })).toEqual({ odd: 1 })
    expect(sent[0]?.text).toBe('{"odd":2}')
  })

  test('that reports goes on with the value as it came, and tells where it does not fit', async () => {
    const wire = rig([{ status: 201, json: { id: 'aurora', name: 'Aurora', lengthM: 'secret' } }])
    const client = createClient({ ...wire.base, contract: { vessels }, validation: 'report' })
    const reports: object[] = []
    client.on((event) => event.type === 'validation' && reports.push(event))
    expect(await client.api.vessels.create({ body: { id: 'secret' } as never })).toMatchObject({ lengthM: 'secret' })
    expect(wire.sent[0]?.text).toBe('{"id":"secret"}')
    expect(reports).toMatchObject([
      { direction: 'input', part: 'body', paths: ['name', 'lengthM'], template: '/vessels' },
      { direction: 'output', part: 'response', paths: ['lengthM'] },
    ])
    expect(JSON.stringify(reports)).not.toContain('secret')
  })

  test('can differ by direction', async () => {
    const validation = { input: 'strict', output: 'off' } as const
    const { api } = apiOf({ status: 201, json: { odd: 1 } }, { validation })
    expect(await api.vessels.create({ body: aurora })).toEqual({ odd: 1 })
    expect(await failureOf(api.vessels.create({ body: {} as never }))).toMatchObject({ direction: 'input' })
  })

  test('takes any Standard Schema, and ones that take their time', async () => {
    const { base } = rig([{ json: { at: '2026-01-01' } }])
    const at = get('/a', { responses: { 200: v.object({ at: v.pipe(v.string(), v.toDate()) }) } })
    const slow = get('/b', { responses: { 200: z.object({ at: z.string().refine(async () => false) }) } })
    const { api } = createClient({ ...base, contract: { at, slow } })
    expect(await api.at()).toEqual({ at: new Date('2026-01-01') })
    expect(await failureOf(api.slow())).toMatchObject({ kind: 'validation', issues: [{ path: 'at' }] })
  })
})
