import { type Push, type Write, createClient, get, hostOf, post, put, update } from '@fairlead/core'
import type { Answer } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { failureOf, rig } from './support/rig.ts'

const Vessel = z.object({ id: z.string(), name: z.string() })
const byId = get('/vessels/{id}', { params: z.object({ id: z.string() }), responses: { 200: Vessel } })
const rename = post('/vessels/{id}', {
  params: z.object({ id: z.string() }),
  body: z.object({ name: z.string() }),
  responses: { 200: Vessel, 409: z.object({ by: z.string() }) },
  invalidates: ['vessels'],
  updates: ({ params, data }) => [update(byId, { params }, () => ({ ...data, name: data.name.trim() }))],
})
const paint = put('/vessels/{id}/paint', { responses: { 204: null }, invalidates: ['vessels'] })

function make(answer: Answer, validation: 'strict' | 'off' = 'strict') {
  const client = createClient({ ...rig([answer]).base, validation, contract: { byId, rename, paint } })
  const heard: (Push | Write | string)[] = []
  hostOf(client).writes.subscribe((write) => heard.push(write))
  client.tags.subscribe(({ tags }) => heard.push(...tags))
  return { client, heard }
}
const input = { params: { id: '1' }, body: { name: 'aurora' } }
const good: Answer = { json: { id: '1', name: 'AURORA' } }

describe('a write', () => {
  test('is announced after a success, before the tags: endpoint, input as it was given, data, and who was there', async () => {
    const { client, heard } = make(good)
    await client.api.rename(input)
    expect(heard).toEqual([{ endpoint: rename, input, data: { id: '1', name: 'AURORA' }, identity: '' }, 'vessels'])
    expect((heard[0] as Write).input).toBe(input)
  })

  test('is announced of a result as well', async () => {
    const { client, heard } = make(good)
    await client.api.rename(input).result()
    expect(heard).toHaveLength(2)
  })

  test('is none where the server refuses it, or the endpoint declares no updates', async () => {
    const refused = make({ status: 409, json: { by: 'ben' } })
    await failureOf(refused.client.api.rename(input))
    expect(refused.heard).toEqual([])
    const other = make({ status: 204 })
    await other.client.api.paint({ params: { id: '1' } })
    expect(other.heard).toEqual(['vessels'])
  })

  test.each([
    ['an answer that does not fit', { json: { id: 1 } }, 'strict'],
    ['an answer that nobody has looked at', good, 'off'],
  ] as const)('is not announced with %s, although the tags are', async (_, answer, validation) => {
    const { client, heard } = make(answer, validation)
    await client.api.rename(input).result()
    expect(heard).toEqual(['vessels'])
  })

  test('is not announced for who wants the body itself', async () => {
    const { client, heard } = make(good)
    await client.api.rename(input).text()
    expect(heard).toEqual(['vessels'])
  })

  test('is no failure where its listener fails', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client } = make(good)
    hostOf(client).writes.subscribe(() => {
      throw new Error('broken')
    })
    await expect(client.api.rename(input)).resolves.toEqual({ id: '1', name: 'AURORA' })
    expect(told).toHaveBeenCalledOnce()
    told.mockRestore()
  })
})

describe('an answer that came to an earlier program', () => {
  const reply = (body: string) => ({
    status: 200,
    headers: new Headers({ 'content-type': 'application/json' }),
    url: 'https://harbour.example/vessels/1',
    body: new TextEncoder().encode(body),
  })

  test('tells what an answer to a call tells, without a call', async () => {
    const { client, heard } = make(good)
    const host = hostOf(client)
    const events: string[] = []
    client.on(({ type }) => events.push(type))
    await host.callsOf(client.session).answered(rename, input, reply('{"id":"1","name":"AURORA"}'))
    expect(heard).toEqual([{ endpoint: rename, input, data: { id: '1', name: 'AURORA' }, identity: '' }, 'vessels'])
    expect(events).toEqual([])
  })

  test('tells its tags where it does not fit', async () => {
    const { client, heard } = make(good)
    const told = hostOf(client).callsOf(client.session).answered(rename, input, reply('{"id":1}'))
    await expect(told).rejects.toMatchObject({ kind: 'validation' })
    expect(heard).toEqual(['vessels'])
  })
})

test('an update has the types of its endpoint', () => {
  update(byId, { params: { id: '1' } }, (vessel) => ({ ...vessel, name: vessel.name }))
  // @ts-expect-error -- the endpoint has no such input
  update(byId, { params: { name: '1' } }, (vessel) => vessel)
  // @ts-expect-error -- and no such answer
  update(byId, { params: { id: '1' } }, () => ({ id: 1 }))
  expect(update(byId, { params: { id: '1' } }, () => undefined)).toMatchObject({ endpoint: byId })
})
