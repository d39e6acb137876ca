import { type Schema, createClient, get } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { cache } from '@fairlead/cache'
import { describe, expect, test, vi } from 'vitest'
import { virtualBus } from './support/bus.ts'
import { fresh, rig, times } from './support/rig.ts'

const fleet = [{ id: 'aurora', berths: [{ name: 'A1' }] }]

/** A schema that counts how often it was asked. */
function counted<T>(check: (value: unknown) => T, later = false) {
  const validate = vi.fn<(value: unknown) => { value: T } | Promise<{ value: T }>>((value) =>
    later ? Promise.resolve({ value: check(value) }) : { value: check(value) },
  )
  const schema = { '~standard': { version: 1, vendor: 'test', validate } } as unknown as Schema<unknown, T>
  return { schema, validate }
}

/** A contract of one endpoint with this schema. */
const contractOf = (schema: unknown) => ({
  list: get('/v', { responses: { 200: schema as Schema<unknown, typeof fleet> } }),
})

describe('the decoded value of a stored answer', () => {
  test('is the same for all who ask, and frozen through and through', async () => {
    const { schema, validate } = counted((value) => value)
    const { client } = rig([fresh(60, { json: fleet })], { contract: contractOf(schema) })
    await client.api.list()
    const [one, two] = [await client.api.list(), await client.api.list()]
    expect(one).toEqual(fleet)
    expect(two).toBe(one)
    expect(Object.isFrozen(one) && Object.isFrozen(one[0]) && Object.isFrozen(one[0]?.berths[0])).toBe(true)
    expect(() => one.push(fleet[0] as never)).toThrow(TypeError)
    expect(validate).toHaveBeenCalledOnce()
  })

  test('is that of the first call as well', async () => {
    const { client } = rig([fresh(60, { json: fleet })])
    const first = await client.get('/v').json()
    expect(await client.get('/v').json()).toBe(first)
    expect(Object.isFrozen(first)).toBe(true)
  })

  test('is checked once for 50 who wait for one request', async () => {
    const { schema, validate } = counted((value) => value)
    const { client, clock } = rig([fresh(60, { json: fleet, delayMs: 10 })], { contract: contractOf(schema) })
    const calls = times(50, () => client.api.list())
    await clock.advance(100)
    expect(new Set(await Promise.all(calls)).size).toBe(1)
    expect(validate).toHaveBeenCalledOnce()
  })

  test('of a check that takes its time is there for all who come when it is done', async () => {
    const { schema, validate } = counted((value) => value, true)
    const { client } = rig([fresh(60, { json: fleet })], { contract: contractOf(schema) })
    const first = await client.api.list()
    expect(await client.api.list()).toBe(first)
    expect(validate).toHaveBeenCalledOnce()
  })

  test('is made anew for another schema, and for JSON without one', async () => {
    const [one, two] = [counted(() => ({ by: 'one' })), counted(() => ({ by: 'two' }))]
    const { client } = rig([fresh(60, { json: fleet })])
    for (let round = 0; round < 3; round++) {
      expect(await client.get('/v').json(one.schema)).toEqual({ by: 'one' })
      expect(await client.get('/v').json(two.schema)).toEqual({ by: 'two' })
      expect(await client.get('/v').json()).toEqual(fleet)
    }
    expect(one.validate).toHaveBeenCalledOnce()
    expect(two.validate).toHaveBeenCalledOnce()
  })

  test('stays when a 304 says that it still holds', async () => {
    const { schema, validate } = counted((value) => value)
    const etag = { etag: '"a"' }
    const { client, clock } = rig([fresh(1, { json: fleet, headers: etag }), { status: 304, headers: etag }], {
      contract: contractOf(schema),
    })
    const first = await client.api.list()
    await clock.advance(2_000)
    expect(await client.api.list()).toBe(first)
    expect(validate).toHaveBeenCalledOnce()
  })

  test('goes when there is a newer answer', async () => {
    const { client, clock } = rig((_, index) => fresh(1, { json: { index } }))
    const first = await client.get('/v').json()
    await clock.advance(2_000)
    expect(await client.get('/v').json()).toEqual({ index: 1 })
    expect(first).toEqual({ index: 0 })
  })

  test('is each user’s own where the answers are', async () => {
    const { client } = rig(({ headers }) => fresh(60, { json: { who: headers['authorization'] } }), {
      cache: { type: 'private' },
    })
    const ask = (token: string) => client.get('/v', { headers: { authorization: token } }).json()
    const [a, b] = [await ask('a'), await ask('b')]
    expect([a, b]).toEqual([{ who: 'a' }, { who: 'b' }])
    expect(await ask('a')).toBe(a)
  })

  test('of a refused check is checked again', async () => {
    const validate = vi.fn<() => unknown>(() => ({ issues: [{ message: 'no vessel' }] }))
    const schema = { '~standard': { version: 1, vendor: 'test', validate } }
    const { client } = rig([fresh(60, { json: fleet })], { contract: contractOf(schema) })
    for (let round = 0; round < 2; round++)
      await expect(client.api.list()).rejects.toMatchObject({ kind: 'validation' })
    expect(validate).toHaveBeenCalledTimes(2)
  })
})

describe('each call has a value of its own', () => {
  const notPlain: [string, () => object][] = [
    ['a Date', () => ({ from: new Date(0) })],
    [
      'a class',
      () =>
        new (class Vessel {
          name = 'aurora'
        })(),
    ],
    ['a Map deep inside', () => ({ berths: [{ by: new Map([['A1', 1]]) }] })],
    ['a function', () => ({ moor: () => {} })],
  ]
  test.each(notPlain)('where the schema makes %s', async (_, make) => {
    const { schema } = counted(make)
    const { client } = rig([fresh(60, { json: fleet })])
    const [one, two] = [await client.get('/v').json(schema), await client.get('/v').json(schema)]
    expect(two).not.toBe(one)
    expect(Object.isFrozen(one)).toBe(false)
  })

  test('where the client transforms what it decodes', async () => {
    let calls = 0
    const { client } = rig([fresh(60, { json: { data: 1 } })], {
      client: { transform: (data) => ({ ...(data as object), call: ++calls }) },
    })
    expect(await client.get('/v').json()).toEqual({ data: 1, call: 1 })
    expect(await client.get('/v').json()).toEqual({ data: 1, call: 2 })
  })

  test('where a plugin transforms it', async () => {
    let calls = 0
    const clock = createVirtualClock()
    const client = createClient({
      baseUrl: 'https://harbour.example',
      runtime: { ...clock, broadcast: virtualBus().tab() },
      transport: mockTransport([fresh(60, { json: { data: 1 } })], { runtime: clock }),
      plugins: [cache(), { name: 'unwrap', install: () => ({ transform: () => ({ call: ++calls }) }) }],
    })
    expect([await client.get('/v').json(), await client.get('/v').json()]).toEqual([{ call: 1 }, { call: 2 }])
  })

  test('with `decoded: false`', async () => {
    const { schema, validate } = counted((value) => value)
    const { client } = rig([fresh(60, { json: fleet })], { contract: contractOf(schema), cache: { decoded: false } })
    const [one, two] = [await client.api.list(), await client.api.list()]
    one.push({ id: 'mine', berths: [] })
    expect(two).toEqual(fleet)
    expect(await client.api.list()).toEqual(fleet)
    expect(validate).toHaveBeenCalledTimes(3)
  })

  test('with a `transform` of the endpoint, which sees what is shared', async () => {
    const contract = {
      list: get('/v', {
        responses: { 200: counted((value) => value as typeof fleet).schema },
        transform: (data) => data.map(({ id }) => ({ id })),
      }),
    }
    const { client } = rig([fresh(60, { json: fleet })], { contract })
    const one = await client.api.list()
    one.push({ id: 'mine' })
    expect(await client.api.list()).toEqual([{ id: 'aurora' }])
  })

  test('where it is not stored', async () => {
    const { client } = rig([{ json: fleet, headers: { 'cache-control': 'no-store' } }])
    const one = await client.get('/v').json<typeof fleet>()
    one.push(fleet[0] as never)
    expect(one).toHaveLength(2)
  })
})

describe('what is not JSON is a copy of each one’s own', () => {
  const image = Uint8Array.from([0, 255, 128, 10, 13])
  const picture = fresh(60, { body: image, headers: { 'content-type': 'image/png' } })

  test('.bytes()', async () => {
    const { client, sent } = rig([picture])
    for (let round = 0; round < 3; round++) {
      const bytes = await client.get('/v').bytes()
      expect(bytes).toEqual(image)
      bytes.fill(7)
    }
    expect(sent).toHaveLength(1)
  })

  test('a call itself, whose type is neither JSON nor text', async () => {
    const { client } = rig([picture])
    for (let round = 0; round < 3; round++) {
      const bytes = (await client.get('/v')) as Uint8Array
      expect(bytes).toEqual(image)
      bytes.fill(7)
    }
  })

  test('.bytes() of those who wait for one request', async () => {
    const { client, clock } = rig([{ ...picture, delayMs: 10 }])
    const calls = times(3, () => client.get('/v').bytes())
    await clock.advance(100)
    const [one, ...others] = await Promise.all(calls)
    one?.fill(7)
    for (const other of others) expect(other).toEqual(image)
    expect(await client.get('/v').bytes()).toEqual(image)
  })

  test('.blob(), .text(), .stream() and .response()', async () => {
    const { client, sent } = rig([fresh(60, { body: 'aurora', headers: { 'content-type': 'text/plain' } })])
    for (let round = 0; round < 2; round++) {
      const blob = await client.get('/v').blob()
      expect([await blob.text(), blob.type.split(';')[0]]).toEqual(['aurora', 'text/plain'])
      expect(await client.get('/v').text()).toBe('aurora')
      const reader = (await client.get('/v').stream()).getReader()
      const { value } = await reader.read()
      expect(new TextDecoder().decode(value)).toBe('aurora')
      value?.fill(7)
      const response = await client.get('/v').response()
      expect([response.url, response.status, await response.text()]).toEqual([
        'https://harbour.example/api/v',
        200,
        'aurora',
      ])
      response.headers.set('content-type', 'changed/by-me')
      expect((await client.get('/v').response()).headers.get('content-type')).toBe('text/plain')
    }
    // The stream is asked for as a stream, and what is bytes already in the store is enough for it.
    expect(sent).toHaveLength(1)
  })

  test('the fields of `.result()`', async () => {
    const { client } = rig([fresh(60, { json: 1, headers: { 'x-own': 'theirs' } })])
    for (let round = 0; round < 3; round++) {
      const result = await client.get('/v').result()
      if (!result.ok) throw new Error('expected a success')
      expect(result.headers.get('x-own')).toBe('theirs')
      result.headers.set('x-own', 'mine')
    }
  })
})
