import { type TagChange, createClient, del, get, post } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { failureOf, rig } from './support/rig.ts'

const Mooring = z.object({ vessel: z.string() })
const moor = post('/berths/{id}/moorings', {
  params: z.object({ id: z.string() }),
  body: z.object({ vessel: z.string() }),
  responses: { 201: Mooring },
  invalidates: ({ params, body, data }) => [
    'berths',
    `berth:${params.id}`,
    `asked:${body.vessel}`,
    `vessel:${data?.vessel}`,
  ],
})
const clear = del('/berths', { responses: { 204: null }, invalidates: ['berths'] })
const list = get('/berths', { tags: ['berths'] })

const heardFor = async (answer: Answer, call: (api: Api) => PromiseLike<unknown>): Promise<TagChange[]> => {
  const client = make(answer)
  const heard: TagChange[] = []
  client.tags.subscribe((change) => heard.push(change))
  await call(client.api)
  return heard
}
const make = (answer: Answer) => createClient({ ...rig([answer]).base, contract: { moor, clear, list } })
type Api = ReturnType<typeof make>['api']
const input = { params: { id: 'n4' }, body: { vessel: 'aurora' } }

describe('what a call invalidates', () => {
  test('is announced after a success, with the input and the data at hand', async () => {
    const heard = await heardFor({ status: 201, json: { vessel: 'AURORA' } }, (api) => api.moor(input))
    expect(heard).toEqual([{ tags: ['berths', 'berth:n4', 'asked:aurora', 'vessel:AURORA'], mode: 'stale' }])
  })

  test('may be fixed', async () => {
    expect(await heardFor({ status: 204 }, (api) => api.clear())).toEqual([{ tags: ['berths'], mode: 'stale' }])
  })

  test('is not announced when the answer is refused', async () => {
    expect(await heardFor({ status: 409 }, (api) => failureOf(api.moor(input)))).toEqual([])
  })

  test('is announced without the data when the answer of a success is not readable: the server has done it', async () => {
    const answer: Answer = { status: 201, headers: { 'content-type': 'application/json' }, body: '{' }
    const [heard] = await heardFor(answer, (api) => failureOf(api.moor(input)))
    expect(heard?.tags).toEqual(expect.arrayContaining(['berths', 'berth:n4', 'asked:aurora']))
  })

  test('is announced for a result too, but not for a result that is no success', async () => {
    expect(await heardFor({ status: 204 }, (api) => api.clear().result())).toHaveLength(1)
    expect(await heardFor({ status: 409 }, (api) => api.clear().result())).toHaveLength(0)
  })

  test('is nothing for a call that only reads', async () => {
    expect(await heardFor({ json: [] }, (api) => api.list())).toEqual([])
  })
})
