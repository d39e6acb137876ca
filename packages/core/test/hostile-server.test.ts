import { type TransportRequest, createClient, get } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { bytes, failureOf, rig } from './support/rig.ts'

const MEGABYTE = bytes('x'.repeat(1024 * 1024))

describe('a server that is hostile or careless', () => {
  test('fills no memory through the body of a failure, whatever the view', async () => {
    const { base, sent } = rig([{ status: 400, pieces: Array.from({ length: 200 }, () => MEGABYTE) }])
    for (const view of ['stream', 'response', 'text'] as const) {
      const error = await failureOf(createClient(base).get('/v')[view]())
      expect(error).toMatchObject({ kind: 'decode', reason: 'too-large' })
    }
    expect(sent.every(({ released }) => released)).toBe(true)
  })

  test('is not asked again for a redirect that goes round', async () => {
    const { base, sent } = rig([{ status: 302, headers: { location: '/v' } }])
    expect(await failureOf(createClient(base).get('/v'))).toMatchObject({ kind: 'rejected', reason: 'redirect' })
    expect(sent).toHaveLength(21)
  })

  test('may write UTF-8 into Location', async () => {
    const location = String.fromCharCode(...new TextEncoder().encode('/café'))
    const { base, sent } = rig((_, index) => (index === 0 ? { status: 302, headers: { location } } : { json: 1 }))
    await createClient(base).get('/v')
    expect(sent[1]?.url).toBe('https://harbour.example/caf%C3%A9')
  })

  test.each(['cf-access-jwt-assertion', 'x-bearer', 'x-otp', 'x-sid', 'x-access-pass', 'x-hmac'])(
    'elsewhere does not get %s',
    async (name) => {
      const answers = [{ status: 302, headers: { location: 'https://elsewhere.example/' } }, { json: 1 }]
      const { base, sent } = rig(answers)
      await createClient(base).get('/v', { headers: { [name]: 'secret' } })
      expect([sent[0]?.headers[name], sent[1]?.headers[name]]).toEqual(['secret', undefined])
    },
  )

  test('may answer a status beyond all lists', async () => {
    const { base } = rig([{ status: 999, body: 'busy' }])
    const response = await createClient(base).fetch('/v')
    expect([response.status, response.ok, await response.text()]).toEqual([999, false, 'busy'])
  })

  test('that sends a JSON text sequence is not taken for one that sends JSON', async () => {
    const { base } = rig([{ body: '\u001e{"a":1}\n', headers: { 'content-type': 'application/json-seq' } }])
    expect(await failureOf(createClient(base).get('/v').json())).toMatchObject({ reason: 'content-type' })
  })

  test('gets no envelope taken off its failures', async () => {
    const { base } = rig((_, index) => (index === 0 ? { json: { data: 1 } } : { status: 404, json: { title: 'none' } }))
    const transform = (answer: unknown): unknown => (answer as { data: unknown }).data
    const client = createClient({ ...base, transform, contract: { vessel: get('/v') } })
    expect(await client.api.vessel()).toBe(1)
    expect(await client.api.vessel().result()).toMatchObject({ status: 404, data: { title: 'none' } })
  })

  test('may write a reason phrase in any alphabet', async () => {
    const { base } = rig([{ body: 'ok' }])
    const transport = {
      ...base.transport,
      send: async (request: TransportRequest) => ({ ...(await base.transport.send(request)), statusText: 'fertig ✓' }),
    }
    expect(
      (
        await createClient({ ...base, transport })
          .get('/v')
          .response()
      ).statusText,
    ).toBe('fertig ✓')
  })
})
