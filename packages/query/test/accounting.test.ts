import { auth, bearer } from '@fairlead/auth'
import { createClient, get } from '@fairlead/core'
import { queue } from '@fairlead/queue'
import { type Answer, createVirtualClock, mockTransport } from '@fairlead/testing'
import { QueryObserver, focusManager, timeoutManager } from '@tanstack/query-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { connected, userOf } from './support/connected.ts'

const contract = {
  berths: {
    byId: get('/berths/{id}', { responses: { 200: z.object({ id: z.string() }) } }),
  },
}

interface Asked {
  readonly path: string
  readonly token: string
}

let rig: ReturnType<typeof program>
beforeEach(() => (rig = program()))
afterEach(async () => {
  focusManager.setFocused(undefined)
  await rig.close()
})

/** A client with a queue and tokens that expire, and what reached its server. */
function program() {
  const clock = createVirtualClock()
  // What TanStack Query waits for passes with the rest.
  timeoutManager.setTimeoutProvider({
    setTimeout: (callback: () => void, delay: number) => clock.setTimeout(callback, delay) as number,
    clearTimeout: (id: number | undefined) => clock.clearTimeout(id),
    setInterval: () => {
      throw new Error('nobody polls here')
    },
    clearInterval: () => {},
  })
  const asked: Asked[] = []
  let tokens = 0
  let latest = ''
  const state: { answer: (one: Asked) => Answer; aborted: number } = {
    answer: () => ({ json: { id: '1' } }),
    aborted: 0,
  }
  const transport = mockTransport(
    (request) => {
      const path = new URL(request.url).pathname.replace('/api', '')
      if (path === '/sign-in' || path === '/refresh') {
        latest = `token-${++tokens}`
        asked.push({ path, token: '' })
        return {
          json: { access_token: latest, refresh_token: `refresh-${tokens}`, expires_in: 3_600, sub: 'ida' },
          delayMs: 50,
        }
      }
      const one = { path, token: userOf(request.headers) }
      asked.push(one)
      request.signal.addEventListener('abort', () => state.aborted++, { once: true })
      return one.token === latest ? state.answer(one) : { status: 401, delayMs: 20 }
    },
    { runtime: clock },
  )
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime: clock,
    transport,
    contract,
    plugins: [auth({ strategy: bearer({ signIn: '/sign-in', refresh: '/refresh' }) }), queue({ concurrency: 6 })],
  })
  const { q, queryClient, close } = connected(client)
  return {
    clock,
    client,
    queryClient,
    q,
    asked,
    state,
    paths: (path: string) => asked.filter((one) => one.path === path).length,
    async signIn() {
      const done = client.auth.signIn({ user: 'ida' })
      await clock.advance(100)
      await done
    },
    /** The server takes no token that it has given so far. */
    revoke: () => (latest = 'none of these'),
    byId: (id: string) => q.berths.byId.queryOptions({ params: { id } }),
    close,
  }
}

function mounted(options: object): { observer: QueryObserver; stop: () => void } {
  const observer = new QueryObserver(rig.queryClient, options as never)
  return { observer, stop: observer.subscribe(() => {}) }
}

describe('requests', () => {
  test('thirty components with one query make one', async () => {
    await rig.signIn()
    const all = Array.from({ length: 30 }, () => mounted(rig.byId('1')))
    await rig.clock.advance(100)
    expect(rig.paths('/berths/1')).toBe(1)
    expect(all.every(({ observer }) => observer.getCurrentResult().isSuccess)).toBe(true)
    for (const { stop } of all) stop()
  })

  test('the last component that goes ends what is under way, and no sooner', async () => {
    await rig.signIn()
    rig.state.answer = () => ({ hang: true })
    const [one, two] = [mounted(rig.byId('1')), mounted(rig.byId('1'))]
    await rig.clock.advance(100)
    one.stop()
    await rig.clock.advance(100)
    expect(rig.state.aborted).toBe(0)
    two.stop()
    await rig.clock.advance(0)
    expect(rig.state.aborted).toBe(1)
    expect(rig.queryClient.getQueryState(rig.byId('1').queryKey)).toMatchObject({ fetchStatus: 'idle', error: null })
    // And who comes back asks anew.
    rig.state.answer = () => ({ json: { id: '1' } })
    const back = mounted(rig.byId('1'))
    await rig.clock.advance(100)
    expect(back.observer.getCurrentResult().isSuccess).toBe(true)
    back.stop()
  })

  test('one that waits in the queue is never sent once nobody wants it', async () => {
    await rig.signIn()
    rig.state.answer = () => ({ json: { id: '1' }, delayMs: 1_000 })
    const all = Array.from({ length: 20 }, (_each, index) => mounted(rig.byId(String(index))))
    await rig.clock.advance(100)
    for (const { stop } of all.slice(6)) stop()
    await rig.clock.advance(10_000)
    expect(rig.asked.filter(({ path }) => path.startsWith('/berths'))).toHaveLength(6)
    for (const { stop } of all) stop()
  })

  test('a storm of focus asks once for each that is stale', async () => {
    await rig.signIn()
    const all = Array.from({ length: 10 }, (_each, index) => mounted(rig.byId(String(index))))
    await rig.clock.advance(1_000)
    rig.asked.length = 0
    rig.state.answer = () => ({ json: { id: '1' }, delayMs: 500 })
    for (let count = 0; count < 50; count++) {
      focusManager.setFocused(false)
      focusManager.setFocused(true)
      await rig.clock.advance(1)
    }
    await rig.clock.advance(5_000)
    expect(rig.asked).toHaveLength(10)
    for (const { stop } of all) stop()
  })

  test('fifty queries with one token that is refused make one refresh', async () => {
    await rig.signIn()
    rig.revoke()
    rig.asked.length = 0
    const all = Array.from({ length: 50 }, (_each, index) => mounted(rig.byId(String(index))))
    await rig.clock.advance(10_000)
    expect(rig.paths('/refresh')).toBe(1)
    expect(all.every(({ observer }) => observer.getCurrentResult().isSuccess)).toBe(true)
    // A call that was refused is sent once more, and none a third time.
    expect(rig.asked.filter(({ token }) => token === 'token-2')).toHaveLength(50)
    for (const { stop } of all) stop()
  })

  test('fifty queries with one token that has expired make one refresh and nothing that is refused', async () => {
    await rig.signIn()
    rig.clock.setWallClock(rig.clock.now() + 4_000_000)
    rig.revoke()
    rig.asked.length = 0
    const all = Array.from({ length: 50 }, (_each, index) => mounted(rig.byId(String(index))))
    await rig.clock.advance(10_000)
    expect(rig.paths('/refresh')).toBe(1)
    expect(rig.asked).toHaveLength(51)
    for (const { stop } of all) stop()
  })
})

describe('trying again', () => {
  test('is done by the call: what a hook adds to it is nothing', async () => {
    await rig.signIn()
    rig.state.answer = () => ({ status: 503 })
    const { observer, stop } = mounted(rig.byId('1'))
    await rig.clock.advance(300_000)
    expect(rig.paths('/berths/1')).toBe(3)
    expect(observer.getCurrentResult()).toMatchObject({ status: 'error', failureCount: 1, error: { status: 503 } })
    stop()
  })

  test('after a time that is too long for a call is left to the hook, which is patient', async () => {
    await rig.signIn()
    let count = 0
    rig.state.answer = () => (++count < 3 ? { status: 503, headers: { 'retry-after': '120' } } : { json: { id: '1' } })
    const { observer, stop } = mounted(rig.byId('1'))
    await rig.clock.advance(1_000)
    expect(rig.paths('/berths/1')).toBe(1)
    expect(observer.getCurrentResult()).toMatchObject({
      status: 'pending',
      failureCount: 1,
      failureReason: { status: 503 },
    })
    await rig.clock.advance(118_000)
    expect(rig.paths('/berths/1')).toBe(1)
    // The queue has its own jitter on top.
    await rig.clock.advance(10_000)
    expect(rig.paths('/berths/1')).toBe(2)
    await rig.clock.advance(130_000)
    expect(rig.paths('/berths/1')).toBe(3)
    expect(observer.getCurrentResult()).toMatchObject({ status: 'success' })
    stop()
  })

  test('ends after as many times as a hook may, and each of them was one request', async () => {
    await rig.signIn()
    rig.state.answer = () => ({ status: 503, headers: { 'retry-after': '120' } })
    const { observer, stop } = mounted(rig.byId('1'))
    await rig.clock.advance(3_600_000)
    expect(rig.paths('/berths/1')).toBe(4)
    expect(observer.getCurrentResult()).toMatchObject({ status: 'error', error: { status: 503 } })
    stop()
  })

  test('is not waited for half a day: the error says when', async () => {
    await rig.signIn()
    rig.state.answer = () => ({ status: 503, headers: { 'retry-after': '43200' } })
    const { observer, stop } = mounted(rig.byId('1'))
    await rig.clock.advance(1_000)
    const { error } = observer.getCurrentResult()
    expect(error).toMatchObject({ status: 503, retryable: true })
    expect((error as { retryAt?: number } | null)?.retryAt).toBeGreaterThan(rig.clock.now() + 43_000_000)
    expect(rig.paths('/berths/1')).toBe(1)
    stop()
  })

  test('of what may not be repeated, or was turned off, does not happen', async () => {
    await rig.signIn()
    rig.state.answer = () => ({ status: 503 })
    const off = mounted(rig.q.berths.byId.queryOptions({ params: { id: '1' } }, { call: { retry: false } }))
    await rig.clock.advance(60_000)
    expect(rig.paths('/berths/1')).toBe(1)
    off.stop()
  })
})
