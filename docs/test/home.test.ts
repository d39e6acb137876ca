import { afterEach, describe, expect, test, vi } from 'vitest'
import { client, nameOf } from '../src/home/example.ts'

describe('the example on the home page', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    client.cache.clear()
  })

  test('gives the name of a vessel', async () => {
    const fetching = vi.fn<typeof fetch>().mockResolvedValue(Response.json({ id: 'aurora', name: 'Aurora' }))
    vi.stubGlobal('fetch', fetching)
    expect(await nameOf('aurora')).toBe('Aurora')
    expect(fetching.mock.calls[0]?.[0]).toBe('https://harbour.example/api/vessels/aurora')
  })

  test('gives what the contract declares for a vessel that is not there', async () => {
    const answer = Response.json({ title: 'No vessel nobody' }, { status: 404 })
    vi.stubGlobal('fetch', () => Promise.resolve(answer))
    expect(await nameOf('nobody')).toBe('No vessel nobody')
  })

  test('asks to try again after any other failure', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 403 })))
    expect(await nameOf('aurora')).toBe('Try again later')
  })
})
