import { type Layer, type Plugin, type Reply, createClient, intercept } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

const busyOnce = () => rig((_, index) => (index === 0 ? { status: 503 } : { json: 'ok' }))
const layered = (layer: Layer): Plugin<''> => ({ name: '', install: () => ({ layers: [layer] }) })

describe('intercept', () => {
  test('changes a request by a copy', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const fleet = intercept({
      request: (request) => ({ ...request, headers: { ...request.headers, 'x-fleet': 'north' } }),
    })
    await createClient({ ...base, plugins: [fleet] }).get('/v', { headers: { 'x-a': '1' } })
    expect(sent[0]?.headers).toMatchObject({ 'x-fleet': 'north', 'x-a': '1' })
  })

  test('runs once a call however often it is tried', async () => {
    const { base, clock } = busyOnce()
    const seen: string[] = []
    const call = createClient({
      ...base,
      plugins: [
        intercept({
          request: () => void seen.push('request'),
          response: ({ status }) => void seen.push(`response ${status}`),
        }),
      ],
    }).get('/v')
    await clock.advance(1_000)
    await call
    expect(seen).toEqual(['request', 'response 200'])
  })

  test('runs at each attempt where it asks to', async () => {
    const { base, clock } = busyOnce()
    const seen: string[] = []
    const each = intercept({
      per: 'attempt',
      request: ({ operation }) => void seen.push(`request ${operation.attempts.length}`),
      response: ({ status }) => void seen.push(`response ${status}`),
    })
    const call = createClient({ ...base, plugins: [each] }).get('/v')
    await clock.advance(1_000)
    await call
    expect(seen).toEqual(['request 1', 'response 503', 'request 2', 'response 200'])
  })

  test('sees every status, and can answer another reply', async () => {
    const { base } = rig([{ status: 404 }])
    const found = intercept({
      response: (reply): Reply | undefined =>
        reply.status === 404 ? { ...reply, status: 200, decoded: { found: false } } : undefined,
    })
    expect(await createClient({ ...base, plugins: [found] }).get('/v')).toEqual({ found: false })
  })

  test('sees the error of a call, and can answer instead', async () => {
    const { base } = rig([{ error: new TypeError('down') }])
    const fallback: Reply = { status: 200, headers: new Headers(), url: '', body: null, decoded: 'cached' }
    const kinds: unknown[] = []
    const plugins = [intercept({ error: (error) => (kinds.push((error as { kind: unknown }).kind), fallback) })]
    expect(await createClient({ ...base, retry: false, plugins }).get('/v')).toBe('cached')
    expect(kinds).toEqual(['network'])
  })

  test('can throw another error, which is the one the caller gets', async () => {
    const { base } = rig([{ error: new TypeError('down') }])
    const own = new Error('no harbour today')
    const plugins = [
      intercept({
        error() {
          throw own
        },
      }),
    ]
    await expect(createClient({ ...base, retry: false, plugins }).get('/v')).rejects.toBe(own)
  })

  test('that throws for a request sends nothing', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const own = new Error('not now')
    const plugins = [intercept({ request: () => Promise.reject(own) })]
    await expect(createClient({ ...base, plugins }).get('/v')).rejects.toBe(own)
    expect(sent).toHaveLength(0)
  })

  test('nests in the order of the plugins', async () => {
    const { base } = rig([{ json: 1 }])
    const seen: string[] = []
    const named = (name: string) =>
      intercept({ name, request: () => void seen.push(`${name} in`), response: () => void seen.push(`${name} out`) })
    await createClient({ ...base, plugins: [named('a'), named('b')] }).get('/v')
    expect(seen).toEqual(['a in', 'b in', 'b out', 'a out'])
  })

  test('notes which headers it changed, so that a cache outside does not store by others', async () => {
    const { base } = rig([{ json: 1, headers: { vary: 'accept-language' } }])
    const replies: Reply[] = []
    const watch = layered({
      stage: 'cache',
      handle: async (request, next) => {
        const reply = await next(request)
        replies.push(reply)
        return reply
      },
    })
    const set = (name: string) =>
      intercept({
        per: 'attempt',
        request: (request) => ({ ...request, headers: { ...request.headers, [name]: 'no' } }),
      })
    await createClient({ ...base, plugins: [watch, set('accept-language'), set('x-b')] }).get('/v')
    await createClient({ ...base, plugins: [watch, intercept({ request: () => undefined })] }).get('/v')
    expect(replies[0]?.meta?.['changedHeaders']).toEqual(expect.arrayContaining(['accept-language', 'x-b']))
    expect(replies[1]?.meta?.['changedHeaders']).toBeUndefined()
  })
})

describe('a layer', () => {
  test('can answer without the network', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const reply: Reply = { status: 200, headers: new Headers(), url: '', body: null, decoded: { from: 'cache' } }
    const cache = layered({ stage: 'cache', handle: async () => reply })
    expect(await createClient({ ...base, plugins: [cache] }).get('/v')).toEqual({ from: 'cache' })
    expect(sent).toHaveLength(0)
  })

  test('may call on again, as authorize does after a challenge', async () => {
    const { base, sent } = rig((_, index) => (index === 0 ? { status: 401 } : { json: 'ok' }))
    const authorize = layered({
      stage: 'authorize',
      async handle(request, next) {
        const reply = await next(request)
        return reply.status === 401
          ? next({ ...request, headers: { ...request.headers, authorization: 'Bearer 2' } })
          : reply
      },
    })
    expect(await createClient({ ...base, plugins: [authorize] }).post('/v')).toBe('ok')
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual([undefined, 'Bearer 2'])
  })

  test('that fails with an error of its own is not retried', async () => {
    const { base } = rig([{ json: 1 }])
    let tries = 0
    const broken = layered({
      stage: 'admit',
      handle() {
        tries++
        throw new Error('a bug')
      },
    })
    await expect(createClient({ ...base, plugins: [broken] }).get('/v')).rejects.toThrow('a bug')
    expect(tries).toBe(1)
  })

  test('sees the error that core made of a failure', async () => {
    const { base } = rig([{ error: new TypeError('down') }])
    const kinds: unknown[] = []
    const watch = layered({
      stage: 'trace',
      handle: (request, next) =>
        next(request).catch((error: unknown) => {
          kinds.push((error as { kind: unknown }).kind)
          throw error
        }),
    })
    await failureOf(createClient({ ...base, retry: false, plugins: [watch] }).get('/v'))
    expect(kinds).toEqual(['network'])
  })
})
