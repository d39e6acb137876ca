import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { programsOf, run } from '../../../tools/guide-programs.ts'

/** What proves who calls. */
const SHOWN = /^(authorization|x-api-key|x-key|x-requested-with)$/

let calls: string[]

/** The harbour and its authorization server. */
const harbour = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
  const url = new URL(input instanceof Request ? input.url : input)
  const { origin } = url
  const path = url.pathname.replace('/api', '')
  calls.push(`${init.method ?? 'GET'} ${path}`)
  switch (path) {
    case '/.well-known/oauth-authorization-server':
      return Response.json({
        issuer: origin,
        token_endpoint: `${origin}/token`,
        device_authorization_endpoint: `${origin}/device`,
      })
    case '/device':
      return Response.json({
        device_code: 'd1',
        user_code: 'WDJB-MJHT',
        verification_uri: `${origin}/enter`,
        expires_in: 60,
        interval: 0.01,
      })
    case '/token':
      return Response.json({ access_token: 'a1', token_type: 'bearer', expires_in: 300 })
    case '/login':
      return Response.json({ access_token: 'a1', refresh_token: 'r1', expires_in: 300, sub: 'ann' })
    case '/session':
      return Response.json({ sub: 'ann' })
    default:
      return Response.json([...new Headers(init.headers)].filter(([name]) => SHOWN.test(name)))
  }
}

beforeEach(() => {
  calls = []
  vi.stubGlobal('fetch', harbour)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

describe('the programs of the guide to authentication', () => {
  const [tokens = '', cookies = '', , account = '', device = '', keys = '', own = ''] = programsOf('authentication')
  const discovery = 'GET /.well-known/oauth-authorization-server'

  test('show tokens, from the sign-in to the sign-out', async () => {
    const told = tokens.replace('await client.get', 'show(await client.get').replace('.json()', '.json())')
    expect(await run(told, harbour)).toEqual([[[['authorization', 'Bearer a1']]]])
    expect(calls).toEqual(['POST /login', 'GET /berths', 'POST /logout'])
  })

  test('show who is signed in at a back end', async () => {
    expect(await run(cookies, harbour)).toEqual([['authenticated']])
    expect(calls).toEqual(['GET /session'])
  })

  test('show a program with an account of its own', async () => {
    vi.stubEnv('CLIENT_SECRET', 'top-secret')
    expect(await run(account, harbour)).toEqual([])
    expect(calls).toEqual([discovery, 'POST /token', 'GET /pilots'])
  })

  test('show a device, and the code that its user enters', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fairlead-tides-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    expect(await run(device.replace('/var/lib/tide-board', folder), harbour)).toEqual([
      ['Open https://id.harbour.example/enter and enter WDJB-MJHT'],
    ])
    expect(calls).toEqual([discovery, 'POST /device', 'POST /token'])
    expect(readFileSync(join(folder, 'tokens.json'), 'utf8')).toContain('a1')
  })

  test('show a key and a password', async () => {
    vi.stubEnv('WEATHER_KEY', 'k1')
    vi.stubEnv('CUSTOMS_PASSWORD', 'p1')
    const asked = "show(await weather.get('/sky').json(), await customs.get('/goods').json())"
    const [, answers] = await run(`${keys}\n${asked}`, harbour)
    expect(answers).toEqual([[['x-api-key', 'k1']], [['authorization', `Basic ${btoa('harbour:p1')}`]]])
  })

  test('show a strategy that signs, and who is signed in by it', async () => {
    const [[status] = [], [signed] = []] = await run(`${own}\nshow(await client.get('/goods').json())`, harbour)
    expect(status).toBe('authenticated')
    expect(signed).toEqual([['x-key', 'harbour']])
  })
})

describe('the programs of its other pages', () => {
  const [stepUp = '', failure = ''] = programsOf('authentication-flows')
  const [storage = '', server = '', cases = '', authority = ''] = programsOf('authentication-storage')

  test('show a call that needs no more than it has', async () => {
    expect(await run(stepUp, harbour)).toEqual([])
    expect(await run(failure, harbour)).toEqual([])
    expect(calls).toEqual(['POST /berths/N4/close', 'GET /berths'])
  })

  test('show the storage of one tab', async () => {
    vi.stubGlobal('document', {})
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem() {}, removeItem() {} })
    expect(await run(storage, harbour)).toEqual([['auth']])
  })

  test('show a session of one user on a server', async () => {
    expect(await run(server, harbour)).toEqual([[[]]])
    expect(calls).toEqual(['GET /me'])
  })

  test('find nothing to complain of in the coordinator in memory', async () => {
    expect(await run(cases, harbour)).toEqual([])
  })

  test('show one refresh for two calls, and a server that is away for half a minute', async () => {
    expect(await run(authority, harbour)).toEqual([[1], ['authenticated']])
  })
})
