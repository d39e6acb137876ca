import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const here = import.meta.dirname
const readme = readFileSync(`${here}/../README.md`, 'utf8')
const files = readdirSync(`${here}/readme`)
const users: Record<string, string> = { 'Bearer access-of-ann': 'Ann', 'Bearer access-of-bo': 'Bo' }

let cookie: string
let calls: string[]
let lines: unknown[][]

/** The harbour's answers to the programs. */
function harbour(url: string, { method = 'GET', headers: init }: RequestInit = {}): Response {
  const path = new URL(url).pathname.slice('/api'.length)
  const headers = new Headers(init)
  const authorization = headers.get('authorization') ?? ''
  calls.push(`${method} ${path}`)
  if (path === '/login') {
    cookie = 'of ann'
    return Response.json({ access_token: 'access-1', refresh_token: 'refresh-1', expires_in: 300, sub: 'ann' })
  }
  if (path === '/logout') return new Response(null, { status: 204 })
  if (path === '/session') return cookie ? Response.json({ sub: 'ann' }) : new Response(null, { status: 401 })
  if (path === '/csrf') return Response.json({ token: `csrf ${cookie}`.replace(' ', '-').replace(' ', '-') })
  if (path === '/moorings')
    return new Response(null, { status: headers.get('x-csrf-token') === 'csrf-of-ann' ? 201 : 403 })
  if (path === '/me') return Response.json({ name: users[authorization] })
  if (authorization !== 'Bearer access-1') return new Response(null, { status: 401 })
  if (path.endsWith('/close')) {
    const challenge = 'Bearer error="insufficient_user_authentication", acr_values="harbour:code", max_age="300"'
    return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } })
  }
  return Response.json({ berth: path.slice('/berths/'.length) })
}

beforeEach(() => {
  cookie = ''
  calls = []
  lines = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => harbour(url, init))
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('the README', () => {
  test('shows the programs of the folder readme, each as it is', () => {
    const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
    const programs = files.map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
    expect(snippets.toSorted()).toEqual(programs.toSorted())
    expect(snippets).toHaveLength(4)
  })

  test('start.ts signs in, calls with the token and signs out', async () => {
    await import('./readme/start.ts')
    expect(lines).toContainEqual([[{ berth: 'N4' }, { berth: 'N5' }]])
    expect(lines.filter(([, arrow]) => arrow === '>')).toEqual([
      ['restoring', '>', 'anonymous'],
      ['anonymous', '>', 'signing-in'],
      ['signing-in', '>', 'authenticated'],
      ['authenticated', '>', 'signed-out'],
    ])
    expect(lines.at(-1)).toEqual(['taken back:', true])
    expect(calls).toEqual(['POST /login', 'GET /berths/N4', 'GET /berths/N5', 'POST /logout'])
  })

  test('bff.ts carries the CSRF token of the user, and no token of any other kind', async () => {
    await import('./readme/bff.ts')
    expect(lines).toEqual([['anonymous']])
    expect(calls).toEqual(['GET /session', 'GET /csrf', 'POST /login', 'GET /session', 'GET /csrf', 'POST /moorings'])
  })

  test('failure.ts prints what the server asks for', async () => {
    await import('./readme/failure.ts')
    expect(lines).toEqual([['step-up', { kind: 'step-up', acrValues: 'harbour:code', maxAgeSeconds: 300 }]])
  })

  test('server.ts keeps two users of one client apart', async () => {
    await import('./readme/server.ts')
    expect(lines).toEqual([[[{ name: 'Ann' }, { name: 'Bo' }], 'anonymous']])
    expect(calls).toEqual(['GET /me', 'GET /me'])
  })
})
