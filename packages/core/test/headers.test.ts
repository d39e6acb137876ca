import { createClient, get } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { failureOf, rig } from './support/rig.ts'

describe('headers', () => {
  test('of the call win over those of the client, whatever their case', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const client = createClient({ ...base, headers: { 'X-Fleet': 'north', accept: 'text/csv' } })
    await client.get('/v', { headers: { 'x-fleet': 'south' } })
    await client.get('/v')
    expect(sent[0]?.headers).toMatchObject({ 'x-fleet': 'south', accept: 'text/csv' })
    expect(sent[1]?.headers).toMatchObject({ 'x-fleet': 'north' })
  })

  test('may be numbers, a Headers object or pairs; undefined is left out', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const client = createClient(base)
    await client.get('/v', { headers: { 'x-page': 3, 'x-none': undefined } })
    await client.get('/v', { headers: new Headers({ 'X-Page': '4' }) })
    await client.get('/v', { headers: [['X-Page', '5']] })
    expect(sent.map(({ headers }) => headers['x-page'])).toEqual(['3', '4', '5'])
    expect(sent[0]?.headers).not.toHaveProperty('x-none')
  })

  test('ask for JSON where the contract or the view is JSON', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const client = createClient({ ...base, contract: { a: { list: get('/v'), file: get('/f', { view: 'blob' }) } } })
    await client.api.a.list()
    await client.get('/v').json()
    await client.api.a.file()
    expect(sent.map(({ headers }) => headers['accept'])).toEqual(['application/json', 'application/json', undefined])
  })

  test('that a contract declares are validated and sent', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const list = get('/v', { headers: z.object({ 'x-station': z.string().default('N4') }) })
    const { api } = createClient({ ...base, contract: { a: { list } } })
    await api.a.list()
    expect(sent[0]?.headers['x-station']).toBe('N4')
    const error = await failureOf(api.a.list({ headers: { 'x-station': 4 as never } }))
    expect(error).toMatchObject({ kind: 'validation', part: 'headers', issues: [{ path: 'x-station' }] })
  })

  test.each(['a\r\nx-evil: 1', 'a\nb', 'a\rb', 'a\0b'])(
    'refuse %j with a typed error that does not quote it',
    async (value) => {
      const { base, sent } = rig([{ json: 1 }])
      const error = await failureOf(createClient(base).get('/v', { headers: { 'x-note': value } }))
      expect(error).toMatchObject({ kind: 'validation', part: 'headers', issues: [{ path: 'x-note' }] })
      expect(JSON.stringify(error)).not.toContain('evil')
      expect(sent).toHaveLength(0)
    },
  )

  test('refuse a value that no header can carry', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const error = await failureOf(createClient(base).get('/v', { headers: { 'x-note': 'secret ✓' } }))
    expect(error).toMatchObject({ kind: 'validation', part: 'headers' })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(sent).toHaveLength(0)
  })

  test.each(['x note', 'x:note', 'x\r\nevil', '', 'é'])('refuse the name %j', async (name) => {
    const { base, sent } = rig([{ json: 1 }])
    expect(await failureOf(createClient(base).get('/v', { headers: { [name]: 'a' } }))).toMatchObject({
      kind: 'validation',
      part: 'headers',
    })
    expect(sent).toHaveLength(0)
  })

  test('cannot reach the prototype', async () => {
    const { base, sent } = rig([{ json: 1 }])
    await createClient(base).get('/v', { headers: [['__proto__', 'x']] })
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
    expect(Object.getPrototypeOf(sent[0]?.headers)).toBe(Object.prototype)
  })
})
