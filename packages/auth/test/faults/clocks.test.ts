import { describe, expect, it, vi } from 'vitest'
import { harbour, times } from './harbour.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

describe('F13: a clock that is wrong', () => {
  const skews = [-26 * HOUR_MS, -10 * MINUTE_MS, 10 * MINUTE_MS, 26 * HOUR_MS]
  const cases = skews.flatMap((serverSkewMs) => [
    { serverSkewMs, format: 'opaque' as const, expiresIn: 300 },
    // Nothing but the two times of the JWT, by the server's clock.
    { serverSkewMs, format: 'jwt' as const, expiresIn: undefined },
  ])

  it.each(cases)('makes one refresh for each lifetime: $serverSkewMs ms, $format (T12)', async (options) => {
    const { enter, during, clock, counts } = harbour(options)
    const client = await enter()
    expect(await during(times(20, () => client.auth.getToken()))).toEqual(times(20, () => 'ok'))
    expect(counts.token).toBe(0)
    for (let lifetime = 1; lifetime <= 5; lifetime++) {
      await clock.advance(4 * MINUTE_MS)
      expect(
        await during(
          times(20, () => client.get('/resource').json()),
          0,
        ),
      ).toEqual(times(20, () => 'ok'))
      expect(counts.token).toBe(lifetime)
    }
    expect(counts).toMatchObject({ refused: 0, reuse: 0 })
  })

  it.each([10 * MINUTE_MS, 26 * HOUR_MS, -10 * MINUTE_MS, -26 * HOUR_MS])(
    'that is set while a token lives makes one refresh at most: %d ms',
    async (jumpMs) => {
      const { enter, during, clock, counts } = harbour()
      const client = await enter()
      clock.setWallClock(clock.now() + jumpMs)
      for (let call = 0; call < 20; call++) await during(client.get('/resource').json(), 100)
      expect(counts.token).toBeLessThanOrEqual(1)
      expect(client.auth.state.status).toBe('authenticated')
    },
  )
})

describe('a token that is about to expire', () => {
  it('is renewed before the call, because it might be dead when it arrives', async () => {
    const { enter, during, sleep, counts, transport } = harbour()
    const client = await enter()
    sleep(4 * MINUTE_MS + 56_000)
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(transport.requests.map(({ url }) => new URL(url).pathname)).toEqual(['/login', '/refresh', '/resource'])
    expect(counts.refused).toBe(0)
  })

  it('is sent as it is while it is good, and renewed meanwhile', async () => {
    const { enter, during, sleep, transport } = harbour()
    const client = await enter()
    sleep(4 * MINUTE_MS + 30_000)
    expect(await during([client.get('/resource').json(), client.get('/resource').json()])).toEqual(['ok', 'ok'])
    const carried = transport.requests.find(({ url }) => url.endsWith('/resource'))
    expect(carried?.headers['authorization']).toMatch(/^Bearer access-1-/)
    expect(transport.requests.filter(({ url }) => url.endsWith('/refresh'))).toHaveLength(1)
  })
})

describe('F14: lifetimes that are no honest number', () => {
  it('of 30 days make no timer loop: one refresh, when it is due (T13)', async () => {
    const { enter, clock, counts } = harbour({ expiresIn: 30 * 86_400 })
    const setTimeout = vi.spyOn(clock, 'setTimeout')
    await enter()
    await clock.advance(29 * DAY_MS)
    expect(counts.token).toBe(0)
    expect(setTimeout.mock.calls.length).toBeLessThan(10)
    expect(setTimeout.mock.calls.filter(([, delayMs]) => delayMs > 2 ** 31 - 1)).toEqual([])
    await clock.advance(DAY_MS)
    expect(counts.token).toBe(1)
  })

  it.each([0, -1, Number.NaN, 'soon', '', null, undefined, {}])(
    'of %s are no lifetime: the token is used until it is refused',
    async (expiresIn) => {
      const { enter, during, clock, counts, authority } = harbour({ expiresIn, lifetimeMs: HOUR_MS })
      const client = await enter()
      expect(client.auth.state).toMatchObject({ status: 'authenticated', expiresAt: undefined })
      for (let call = 0; call < 20; call++) expect(await during(client.get('/resource').json())).toEqual(['ok'])
      expect(counts).toMatchObject({ token: 0, resource: 20 })
      authority.expireAccessTokens()
      expect(await during(client.get('/resource').json())).toEqual(['ok'])
      expect(counts).toMatchObject({ token: 1, resource: 22 })
      await clock.advance(HOUR_MS)
      expect(counts.token).toBe(1)
    },
  )

  it('that are text are numbers', async () => {
    const { enter, clock } = harbour({ expiresIn: '3600' })
    const client = await enter()
    expect(client.auth.state).toMatchObject({ expiresAt: clock.now() + HOUR_MS })
  })

  it.each([1e12, '1e12', Number.MAX_VALUE])('of %s are cut, and overflow nothing', async (expiresIn) => {
    const { enter, clock, counts } = harbour({ expiresIn, lifetimeMs: HOUR_MS })
    const client = await enter()
    const { expiresAt } = client.auth.state as { expiresAt: number }
    expect(expiresAt).toBeLessThanOrEqual(clock.now() + 366 * DAY_MS)
    await clock.advance(300 * DAY_MS)
    expect(counts.token).toBe(0)
  })
})

describe('F15: a machine that slept for eight hours', () => {
  it('makes one refresh as it wakes, whatever wakes it (T14)', async () => {
    const { enter, during, sleep, clock, counts } = harbour({ delayMs: 20 })
    const client = await enter()
    sleep(8 * HOUR_MS)
    for (const event of ['resumed', 'visible', 'online'] as const) clock.emit(event)
    expect(await during(times(20, () => client.get('/resource').json()))).toEqual(times(20, () => 'ok'))
    expect(counts).toMatchObject({ token: 1, resource: 20, refused: 0 })
  })

  it('notices by itself, without a call', async () => {
    const { enter, sleep, clock, counts } = harbour()
    const client = await enter()
    sleep(8 * HOUR_MS)
    clock.emit('resumed')
    await clock.advance(0)
    expect(counts.token).toBe(1)
    expect(client.auth.state.status).toBe('authenticated')
  })

  it('makes one refresh where timers come late', async () => {
    const { enter, sleep, clock, counts } = harbour()
    await enter()
    // The timer that was due at 240 s comes at eight hours.
    sleep(8 * HOUR_MS)
    await clock.advance(240_000)
    expect(counts.token).toBe(1)
  })
})
