import { createClient } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { chunks, failureOf, rig } from './support/rig.ts'

const to = (location: string, status = 302): Answer => ({ status, headers: { location } })
const thenOk =
  (...redirects: Answer[]) =>
  (_: unknown, index: number): Answer =>
    redirects[index] ?? { json: 'ok' }

const secrets = {
  authorization: 'Bearer s',
  cookie: 'sid=s',
  'proxy-authorization': 'Basic s',
  'x-api-key': 's',
  'x-auth-token': 's',
  'x-csrf-token': 's',
  dpop: 's',
}
const plain = { accept: 'text/plain', 'x-fleet': 'north', 'accept-language': 'no' }

describe('a redirect', () => {
  test('to the same origin keeps every header', async () => {
    const { base, sent } = rig(thenOk(to('/api/w?a=1#part')))
    expect(await createClient(base).get('/v', { headers: { ...secrets, ...plain } })).toBe('ok')
    expect(sent[1]?.url).toBe('https://harbour.example/api/w?a=1')
    expect(sent[1]?.headers).toMatchObject({ ...secrets, ...plain })
  })

  test.each([
    'https://files.example/w',
    '//files.example/w',
    'http://harbour.example/api/w',
    'https://harbour.example:8443/w',
  ])('to %s drops every header that proves who calls', async (location) => {
    const { base, sent } = rig(thenOk(to(location)))
    await createClient(base).get('/v', { headers: { ...secrets, ...plain } })
    for (const name of Object.keys(secrets)) expect(sent[1]?.headers).not.toHaveProperty(name)
    expect(sent[1]?.headers).toMatchObject(plain)
  })

  test('back to the first origin does not bring them back', async () => {
    const { base, sent } = rig(thenOk(to('https://files.example/w'), to('https://harbour.example/api/x')))
    await createClient(base).get('/v', { headers: secrets })
    expect(sent[2]?.url).toBe('https://harbour.example/api/x')
    for (const name of Object.keys(secrets)) expect(sent[2]?.headers).not.toHaveProperty(name)
  })

  test('tells the transport that the call has left its origin', async () => {
    const { base, sent } = rig(thenOk(to('/api/w'), to('https://files.example/w'), to('https://harbour.example/api/x')))
    await createClient(base).get('/v')
    expect(sent.map(({ crossOrigin }) => crossOrigin)).toEqual([false, false, true, true])
  })

  test.each<[number, string, string]>([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [301, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [303, 'HEAD', 'HEAD'],
    [302, 'HEAD', 'HEAD'],
  ])('with %i of a %s is followed by a %s', async (status, method, next) => {
    const { base, sent } = rig(thenOk(to('/api/w', status)))
    const body = method === 'HEAD' ? undefined : 'text'
    await createClient(base).fetch('/v', {
      method,
      headers: body ? { 'content-type': 'text/x' } : {},
      ...(body && { body }),
    })
    expect(sent[1]?.method).toBe(next)
    expect(sent[1]?.text).toBe(next === 'GET' ? '' : (body ?? ''))
    expect(sent[1]?.headers['content-type']).toBe(next === 'GET' ? undefined : body && 'text/x')
  })

  test('that would send a one-shot body again fails', async () => {
    const { base, sent } = rig(thenOk(to('/api/w', 307)))
    expect(await failureOf(createClient(base).post('/v', { body: chunks('once') }))).toMatchObject({
      kind: 'rejected',
      reason: 'redirect',
    })
    expect(sent).toHaveLength(1)
  })

  test('that would send a body made by a function sends it whole', async () => {
    const { base, sent } = rig(thenOk(to('/api/w', 307)))
    await createClient(base).post('/v', { body: () => chunks('again') })
    expect(sent.map(({ text }) => text)).toEqual(['again', 'again'])
  })

  test.each(['ftp://files.example/x', 'javascript:alert(1)', 'https://user:word@files.example/', 'https://'])(
    'to %s is not followed',
    async (location) => {
      const { base, sent } = rig([to(location)])
      const error = await failureOf(createClient({ ...base, retry: false }).get('/v'))
      expect(error).toMatchObject({ kind: 'rejected', reason: 'redirect' })
      expect(JSON.stringify(error)).not.toMatch(/alert|word/)
      expect(sent).toHaveLength(1)
    },
  )

  test('is not followed for ever', async () => {
    const { base, sent } = rig([to('/api/v')])
    expect(await failureOf(createClient({ ...base, retry: false }).get('/v'))).toMatchObject({
      kind: 'rejected',
      reason: 'redirect',
    })
    expect(sent).toHaveLength(21)
  })

  test('leaves no body unread', async () => {
    const { base, sent } = rig(thenOk({ ...to('/api/w'), pieces: ['moved'] }))
    await createClient(base).get('/v')
    expect(sent[0]?.released).toBe(true)
  })

  test('is inside the attempt and its clock', async () => {
    const { base, clock } = rig([{ ...to('/api/v'), delayMs: 400 }])
    const failure = failureOf(createClient({ ...base, retry: false, timeouts: { attemptMs: 1_000 } }).get('/v'))
    await clock.advance(1_000)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'attempt', attempts: [{ number: 1 }] })
  })

  test('without a location, or a 304, is an answer', async () => {
    const { base } = rig((_, index) => ({ status: index === 0 ? 302 : 304 }))
    const client = createClient(base)
    expect((await client.get('/v').response()).status).toBe(302)
    expect((await client.get('/v').response()).status).toBe(304)
  })

  test.each(['manual', 'error'] as const)('is left to the transport when the caller says %s', async (redirect) => {
    const { base, sent } = rig([to('/api/w')])
    await createClient(base).get('/v', { init: { redirect } }).response()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.redirect).toBe(redirect)
  })
})

describe('on a platform that hides redirects', () => {
  const modeFor = async (headers: Record<string, string>) => {
    const { base, sent } = rig([{ json: 1 }], { redirectControl: false })
    await createClient(base).get('/v', { headers })
    return sent[0]?.redirect
  }

  test.each(['x-api-key', 'dpop', 'x-auth-token', 'x-csrf-token'])(
    'a call with %s refuses to be redirected',
    async (name) => {
      expect(await modeFor({ [name]: 's' })).toBe('error')
    },
  )

  test.each(['authorization', 'accept-language', 'idempotency-key'])(
    'a call with %s alone is redirected',
    async (name) => {
      expect(await modeFor({ [name]: 's' })).toBe('follow')
    },
  )
})
