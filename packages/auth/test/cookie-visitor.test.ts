import { auth, cookie } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { describe, expect, it } from 'vitest'

describe('a visitor whom no cookie signs in', () => {
  it('sends forms with a CSRF token too, fetched once, and anew when it is stale', async () => {
    const counts = { csrf: 0 }
    let token = 'first'
    const transport = mockTransport(({ url, method, headers }) => {
      const { pathname } = new URL(url)
      if (pathname === '/session') return { status: 401 }
      if (pathname === '/csrf') {
        counts.csrf++
        return { json: { token } }
      }
      const isGood = method === 'GET' || headers['x-csrf-token'] === token
      return isGood ? { json: 'ok' } : { status: 403, json: { error: 'csrf' } }
    })
    const strategy = cookie({ session: '/session', signIn: '/login', csrf: { path: '/csrf' } })
    const runtime = createVirtualClock()
    const client = createClient({
      baseUrl: 'https://harbour.example',
      transport,
      runtime,
      plugins: [auth({ strategy })],
    })
    expect(await client.get('/tides').json()).toBe('ok')
    expect(counts.csrf).toBe(0)
    await Promise.all([client.post('/register', { body: {} }).json(), client.post('/register', { body: {} }).json()])
    expect(counts.csrf).toBe(1)
    token = 'second'
    expect(await client.post('/register', { body: {} }).json()).toBe('ok')
    expect(counts.csrf).toBe(2)
    expect(transport.requests.every(({ headers }) => headers['x-requested-with'] === 'fetch')).toBe(true)
    expect(client.auth.state.status).toBe('anonymous')
    await client.dispose()
    expect(runtime.pending).toBe(0)
  })
})
