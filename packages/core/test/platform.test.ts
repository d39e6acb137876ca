import {
  createClient,
  fetchTransport,
  platformBroadcast,
  platformLifecycle,
  platformLocks,
  platformRuntime,
} from '@fairlead/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { failureOf } from './support/rig.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the platform runtime', () => {
  test('has the time, timers, random numbers and ids', () => {
    vi.useFakeTimers({ now: 1_000 })
    const { now, setTimeout, clearTimeout, random, randomUUID } = platformRuntime
    const fired: string[] = []
    setTimeout(() => fired.push('kept'), 10)
    clearTimeout(setTimeout(() => fired.push('cleared'), 10))
    vi.advanceTimersByTime(10)
    expect(fired).toEqual(['kept'])
    expect(now()).toBe(1_010)
    expect(random()).toBeLessThan(1)
    expect(randomUUID()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })

  test('has timers that do not fire at once for a wait too long for the platform', () => {
    vi.useFakeTimers()
    let fired = false
    platformRuntime.setTimeout(() => (fired = true), 2 ** 40)
    vi.advanceTimersByTime(1_000_000)
    expect(fired).toBe(false)
    vi.clearAllTimers()
  })
})

describe('locks of one process', () => {
  const locks = () => {
    vi.stubGlobal('navigator', {})
    return platformLocks()
  }

  test('let one holder in at a time, in the order of asking', async () => {
    const all = locks()
    const seen: string[] = []
    const hold = (name: string) => async () => {
      seen.push(`${name} in`)
      await Promise.resolve()
      seen.push(`${name} out`)
      return name
    }
    const names = await Promise.all(['a', 'b', 'c'].map((name) => all.request('refresh', {}, hold(name))))
    expect(names).toEqual(['a', 'b', 'c'])
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
  })

  test('of different names do not wait for each other', async () => {
    const all = locks()
    void all.request('one', {}, () => new Promise<never>(() => {}))
    expect(await all.request('two', {}, async () => 'in')).toBe('in')
  })

  test('go on after a holder that failed', async () => {
    const all = locks()
    await expect(all.request('a', {}, () => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(await all.request('a', {}, async () => 'in')).toBe('in')
  })

  test('are given up by a waiter whose signal aborts, without letting the next one in early', async () => {
    const all = locks()
    const { promise: held, resolve: release } = Promise.withResolvers<string>()
    const first = all.request('a', {}, () => held)
    const controller = new AbortController()
    const second = all.request('a', { signal: controller.signal }, async () => 'never')
    let entered = false
    const third = all.request('a', {}, async () => (entered = true))
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(second).rejects.toBe(reason)
    expect(entered).toBe(false)
    release('done')
    expect(await first).toBe('done')
    expect(await third).toBe(true)
    await expect(all.request('a', { signal: AbortSignal.abort(reason) }, async () => 1)).rejects.toBe(reason)
  })

  test('are those of the browser where it has them', async () => {
    const asked: unknown[] = []
    vi.stubGlobal('navigator', {
      locks: { request: (name: string, options: object, run: () => unknown) => (asked.push(name, options), run()) },
    })
    const { signal } = new AbortController()
    expect(await platformLocks().request('a', { signal }, async () => 'in')).toBe('in')
    expect(asked).toEqual(['a', { signal }])
  })
})

describe('broadcast', () => {
  test('reaches the others on the same channel, never itself', async () => {
    const open = platformBroadcast()
    const heard: unknown[] = []
    const { promise: arrived, resolve } = Promise.withResolvers<void>()
    const one = open('tide', (message) => heard.push(['one', message]))
    const two = open('tide', (message) => {
      heard.push(['two', message])
      resolve()
    })
    one.post({ high: true })
    await arrived
    one.close()
    two.close()
    expect(heard).toEqual([['two', { high: true }]])
  })

  test('is silent where the platform has none', () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const handle = platformBroadcast()('tide', () => {})
    expect(() => {
      handle.post(1)
      handle.close()
    }).not.toThrow()
  })
})

describe('lifecycle', () => {
  test('tells of going online and offline, and of a machine that slept', () => {
    vi.useFakeTimers({ now: 0 })
    const target = new EventTarget()
    vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
    vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
    const heard: string[] = []
    const stop = platformLifecycle()((event) => heard.push(event))
    target.dispatchEvent(new Event('offline'))
    target.dispatchEvent(new Event('online'))
    vi.advanceTimersByTime(20_000)
    expect(heard).toEqual(['offline', 'online'])
    vi.setSystemTime(100_000)
    vi.advanceTimersByTime(5_000)
    expect(heard).toEqual(['offline', 'online', 'resumed'])
    stop()
    target.dispatchEvent(new Event('offline'))
    expect(heard).toHaveLength(3)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the fetch transport', () => {
  test('calls fetch with a URL and an init, and keeps what fetch gave', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () =>
      Response.json({ a: 1 }, { status: 201, statusText: 'Made' }),
    )
    const client = createClient({ baseUrl: 'https://harbour.example', transport: fetchTransport({ fetch }) })
    const response = await client.post('/v', { body: { b: 2 }, init: { credentials: 'include' } }).response()
    expect(response).toMatchObject({ status: 201, statusText: 'Made' })
    const [url, init] = fetch.mock.calls[0] ?? []
    expect(url).toBe('https://harbour.example/v')
    expect(init).toMatchObject({ method: 'POST', body: '{"b":2}', credentials: 'include', redirect: 'manual' })
    expect(init?.signal).toBeInstanceOf(AbortSignal)
  })

  test('makes a network error of what fetch throws', async () => {
    const fetch = () => Promise.reject(new TypeError('Failed to fetch'))
    const client = createClient({
      baseUrl: 'https://harbour.example',
      transport: fetchTransport({ fetch }),
      retry: false,
    })
    expect(await failureOf(client.get('/v'))).toMatchObject({ kind: 'network' })
  })
})
