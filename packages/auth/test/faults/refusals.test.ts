import type { Challenge } from '@fairlead/auth'
import { describe, expect, it, vi } from 'vitest'
import { harbour, tell, times } from './harbour.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const streamOf = (text: string) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes(text))
      controller.close()
    },
  })

describe('F10: a server that says 401 for ever', () => {
  it('is asked twice, with one refresh in between, and its 401 is told', async () => {
    const { enter, during, authority, counts } = harbour()
    const client = await enter()
    authority.fail({ at: 'resource', status: 401, times: Infinity })
    expect(await during(client.get('/resource').json())).toEqual(['http 401'])
    expect(counts).toMatchObject({ token: 1, resource: 2 })
    expect(client.auth.state.status).toBe('authenticated')
  })

  it('is not a reason for a refresh with each call', async () => {
    const { enter, during, authority, counts } = harbour()
    const client = await enter()
    authority.fail({ at: 'resource', status: 401, times: Infinity })
    for (let call = 0; call < 20; call++)
      expect(await during(client.get('/resource').json(), 100)).toEqual(['http 401'])
    expect(counts).toMatchObject({ token: 1, resource: 21 })
  })
})

describe('a refusal that says nothing', () => {
  it('is a reason for a refresh as a 401, and none as a 403', async () => {
    const { enter, during, authority, counts } = harbour({ bare: true })
    const client = await enter()
    authority.expireAccessTokens()
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(counts).toMatchObject({ token: 1, resource: 2 })
    authority.demand({ scope: 'pilots' })
    expect(await during(client.get('/resource').json())).toEqual(['http 403'])
    expect(counts).toMatchObject({ token: 1, resource: 3 })
  })
})

describe('F11: a body that is a stream, and a 401', () => {
  it('is a typed error; an empty body is never sent', async () => {
    const { enter, during, authority, counts } = harbour()
    const client = await enter()
    authority.expireAccessTokens()
    expect(await during(client.post('/resource', { body: streamOf('cargo') }).json())).toEqual(['auth one-shot-body'])
    expect(counts).toMatchObject({ resource: 1, refused: 1 })
    expect(authority.requests.filter(({ url, text }) => url.endsWith('/resource') && text === '')).toEqual([])
    expect(await during(client.post('/resource', { body: streamOf('cargo') }).json())).toEqual(['ok'])
  })

  it.each([
    ['a factory', () => () => streamOf('cargo')],
    ['a value', () => ({ cargo: 'tea' })],
    ['bytes', () => bytes('cargo')],
  ])('is sent whole a second time where it is %s (T15)', async (_, body) => {
    const { enter, during, authority, counts } = harbour()
    const client = await enter()
    authority.expireAccessTokens()
    expect(await during(client.post('/resource', { body: body() }).json())).toEqual(['ok'])
    const [first, second] = authority.requests.filter(({ url }) => url.endsWith('/resource'))
    expect(first?.text).not.toBe('')
    expect(second?.text).toBe(first?.text)
    expect(counts).toMatchObject({ token: 1, resource: 2 })
  })
})

describe('F18: a resource that wants another authentication', () => {
  it('is answered by a sign-in, and the calls that waited are sent anew', async () => {
    const { open, during, authority, counts } = harbour()
    const asked: Challenge[] = []
    const client = open({
      async onChallenge(challenge) {
        asked.push(challenge)
        await client.auth.signIn({ user: 'ann', acr: 'mfa' })
        return true
      },
    })
    await client.auth.signIn({ user: 'ann', acr: 'pwd' })
    const { signal } = client.session
    authority.demand({ acrValues: 'mfa', maxAgeSeconds: 60 })
    expect(await during(times(5, () => client.post('/resource', { body: { berth: 7 } }).json()))).toEqual(
      times(5, () => 'ok'),
    )
    expect(asked).toEqual([{ kind: 'step-up', acrValues: 'mfa', maxAgeSeconds: 60, scope: undefined }])
    expect(counts).toMatchObject({ signIn: 2, token: 0, resource: 10, refused: 5 })
    expect(signal.aborted).toBe(false)
  })

  it('is a typed error where nobody answers', async () => {
    const { enter, during, authority, counts } = harbour()
    const client = await enter()
    authority.demand({ acrValues: 'mfa' })
    const failure = await Promise.resolve(client.get('/resource').json()).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      kind: 'auth',
      reason: 'step-up',
      status: 401,
      challenge: { kind: 'step-up', acrValues: 'mfa' },
    })
    authority.demand({ scope: 'pilots' })
    expect(await during(client.get('/resource').json())).toEqual(['auth scope'])
    expect(counts).toMatchObject({ token: 0, resource: 2 })
  })

  it('is honoured when it comes while a plain refresh is under way (T22)', async () => {
    const { open, during, clock, authority, counts } = harbour({ delayMs: 30 })
    const asked = vi.fn<(challenge: Challenge) => void>()
    const client = open({
      async onChallenge(challenge) {
        asked(challenge)
        await client.auth.signIn({ user: 'ann', acr: 'mfa' })
        return true
      },
    })
    await during(client.auth.signIn({ user: 'ann' }), 100)
    authority.demand({ acrValues: 'mfa' })
    authority.fail({ delayMs: 200 })
    await clock.advance(239_900)
    expect(client.auth.state.status).toBe('refreshing')
    const calls = times(3, () => client.get('/resource').json())
    expect(await during(calls, 3_000)).toEqual(times(3, () => 'ok'))
    expect(asked).toHaveBeenCalledTimes(1)
    expect(counts).toMatchObject({ signIn: 2, token: 1, reuse: 0 })
  })

  it('is asked of the user once for each call, not for ever', async () => {
    const { enter, during, authority, counts } = harbour()
    const onChallenge = vi.fn<() => boolean>(() => true)
    const client = await enter({ onChallenge })
    authority.demand({ acrValues: 'mfa' })
    expect(await during(client.get('/resource').json())).toEqual(['auth step-up'])
    expect(onChallenge).toHaveBeenCalledTimes(1)
    expect(counts).toMatchObject({ resource: 2 })
  })

  it('is a failure of its calls when the user refuses or the question breaks', async () => {
    const { enter, authority } = harbour()
    const onChallenge = vi.fn<() => Promise<boolean>>(() => Promise.resolve(false))
    const client = await enter({ onChallenge })
    authority.demand({ acrValues: 'mfa' })
    expect(await tell(client.get('/resource').json())).toBe('auth step-up')
    onChallenge.mockRejectedValue(new Error('no window'))
    expect(await tell(client.get('/resource').json())).not.toBe('ok')
    expect(client.auth.state.status).toBe('authenticated')
  })
})
