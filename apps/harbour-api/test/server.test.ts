import { connect } from 'node:net'
import { startServer } from 'harbour-api'
import { describe, expect, test } from 'vitest'
import { openHarbour } from './harbour.ts'

const json = { 'content-type': 'application/json' }

/** Sends what fetch would refuse to, and gives the status line. */
function raw(origin: string, head: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(head))
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().split('\r\n')[0])
    })
    socket.once('error', reject)
  })
}

describe('the server', () => {
  test.each([
    ['an unknown path', '/api/submarines', {}, 404],
    ['a path without a harbour', '/elsewhere', {}, 404],
    ['another method', '/api/vessels', { method: 'POST' }, 405],
    ['a broken path', '/api/vessels/%E0%A4%A', {}, 400],
    ['a body that is no JSON', '/api/faults', { method: 'PUT', body: '{', headers: json }, 400],
    ['a body of another type', '/api/faults', { method: 'PUT', body: 'a=b' }, 415],
    ['a body that does not fit', '/api/faults', { method: 'PUT', body: '{}', headers: json }, 422],
    ['a huge body', '/api/faults', { method: 'PUT', body: `"${'x'.repeat(70_000)}"`, headers: json }, 413],
    ['a page of another origin', '/api/vessels', { headers: { origin: 'http://evil.example' } }, 403],
  ])('answers %s with %s', async (_name, path, init, status) => {
    const { server } = await openHarbour()
    const response = await fetch(server.origin + path, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('allow')).toBe(status === 405 ? 'GET' : null)
    await response.body?.cancel()
  })

  test('answers no foreign host name, whatever it resolves to', async () => {
    const { server } = await openHarbour()
    expect(await raw(server.origin, 'GET /api/vessels HTTP/1.1\r\nhost: rebind.example\r\n\r\n')).toBe(
      'HTTP/1.1 403 Forbidden',
    )
    expect(await raw(server.origin, 'GET /api//vessels HTTP/1.1\r\nhost: localhost\r\n\r\n')).toBe(
      'HTTP/1.1 404 Not Found',
    )
  })

  test('lets no other origin read it', async () => {
    const { server } = await openHarbour()
    const response = await fetch(`${server.origin}/api/vessels`)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    await response.body?.cancel()
  })

  test('fails to start on a port that is taken', async () => {
    const { server } = await openHarbour()
    await expect(startServer({ port: Number(new URL(server.origin).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })

  test('closes at once, with a stalled answer open and a late one on its way', async () => {
    const server = await startServer()
    const faults = {
      offline: false,
      latencyMs: 0,
      unavailable: 'never',
      limited: 'never',
      retryAfterS: 1,
      stalled: 'always',
      broken: 'never',
    }
    const set = (body: object): Promise<Response> =>
      fetch(`${server.origin}/api/faults`, { method: 'PUT', headers: json, body: JSON.stringify(body) })
    await set(faults)
    const stalled = (await fetch(`${server.origin}/api/vessels`)).text()
    await set({ ...faults, latencyMs: 10_000 })
    const late = fetch(`${server.origin}/api/vessels`)
    const ends = Promise.allSettled([stalled, late])
    await new Promise(setImmediate)
    const before = performance.now()
    await server.close()
    expect(performance.now() - before).toBeLessThan(500)
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
