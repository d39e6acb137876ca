import { createClient, get, intercept, put } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { Vessel } from './support/contract.ts'
import { failureOf, rig } from './support/rig.ts'

const aurora = { id: 'aurora', name: 'Aurora', lengthM: 40 }

describe('transformations', () => {
  const envelope = (data: unknown) => (data as { result: unknown }).result
  const answer = { json: { result: [aurora] } }
  const names = get('/vessels', {
    responses: { 200: z.array(Vessel) },
    transform: (all) => all.map(({ name }) => name),
  })

  test('of the client run before validation, those of the endpoint after it', async () => {
    const { base } = rig([answer])
    expect(await createClient({ ...base, contract: { names }, transform: envelope }).api.names()).toEqual(['Aurora'])
  })

  test('of an interceptor run before validation as well, after those of the client', async () => {
    const { base } = rig([{ json: { result: { rows: [aurora] } } }])
    const rows = intercept({ transform: (data) => (data as { rows: unknown }).rows })
    expect(
      await createClient({ ...base, contract: { names }, transform: envelope, plugins: [rows] }).api.names(),
    ).toEqual(['Aurora'])
  })

  test('shape the result too, and leave other views alone', async () => {
    const { base } = rig([answer])
    const { api } = createClient({ ...base, contract: { names }, transform: envelope })
    expect(await api.names().result()).toMatchObject({ ok: true, data: ['Aurora'] })
    expect(await api.names().text()).toBe(JSON.stringify(answer.json))
  })

  test('do not run for a failure of the endpoint', async () => {
    const { base } = rig([{ status: 404 }])
    const one = put('/v', { transform: () => 'never' })
    expect(await failureOf(createClient({ ...base, contract: { one } }).api.one())).toMatchObject({
      kind: 'http',
      status: 404,
    })
  })

  test('know the endpoint they work for', async () => {
    const { base } = rig([answer])
    const seen: (string | undefined)[] = []
    const client = createClient({
      ...base,
      contract: { names },
      transform: (data, { endpoint }) => {
        seen.push(endpoint?.path)
        return envelope(data)
      },
    })
    await client.api.names()
    await client.get('/x').json()
    expect(seen).toEqual(['/vessels', undefined])
  })
})

describe('what an endpoint invalidates', () => {
  const aurorasTags = (view: 'json' | 'text' | 'stream') => {
    const { base } = rig([{ json: aurora }])
    const save = put('/vessels/{id}', {
      responses: { 200: Vessel },
      invalidates: ({ params, data }) => [`vessel:${String(params['id'])}`, `named:${data?.name}`],
      transform: ({ lengthM }) => lengthM,
    })
    const client = createClient({ ...base, contract: { save } })
    const told: string[] = []
    client.tags.subscribe(({ tags }) => told.push(...tags))
    const call = client.api.save({ params: { id: 'aurora' } })
    return call[view]().then(() => told)
  }

  test('is told with the validated data, whatever the endpoint makes of it', async () => {
    expect(await aurorasTags('json')).toEqual(['vessel:aurora', 'named:Aurora'])
  })

  test.each(['text', 'stream'] as const)('is told without data where the caller takes the %s', async (view) => {
    expect(await aurorasTags(view)).toEqual(['vessel:aurora', 'named:undefined'])
  })
})

test('a transformation of the client may take its time', async () => {
  const { base } = rig([{ json: { result: [aurora] } }])
  const later = async (data: unknown): Promise<unknown> => (data as { result: unknown }).result
  const list = get('/vessels', { responses: { 200: z.array(Vessel) } })
  expect(await createClient({ ...base, contract: { list }, transform: later }).api.list()).toEqual([aurora])
})
