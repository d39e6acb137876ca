import { type Client, type Transport, createClient } from '@fairlead/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportsOf, programsOf, run } from '../../../tools/guide-programs.ts'

let calls: string[]
let asked: string
let live: boolean
let enveloped: boolean

const text = (body: string, type: string): Response => new Response(body, { headers: { 'content-type': type } })
const tide = { at: '2026-05-01T06:12:00Z', heightM: 11.5 }
const problem = (title: string): Response =>
  Response.json({ title }, { status: 404, headers: { 'content-type': 'application/problem+json' } })

/** The harbour's answers to the programs. */
function answerTo(path: string, query: URLSearchParams): Response {
  switch (path) {
    case 'GET /tides':
      return Response.json(enveloped ? { result: [tide] } : [tide])
    case 'GET /vessels':
      return Response.json([{ id: 'aurora', name: 'Aurora' }])
    case 'GET /vessels/aurora':
      return problem('No such vessel')
    case 'GET /vessels/aurora/moorings':
      return Response.json([{ berth: query.get('page') ?? '', from: '2026-05-01T06:12:00Z' }])
    case 'POST /vessels/aurora/moorings':
      return Response.json({ takenBy: 'borea' }, { status: 409 })
    case 'GET /health':
      return text('fine', 'text/plain')
    case 'GET /positions':
      return text('{"vessel":"aurora","lat":54.3,"lon":10.1}\n\n', 'application/x-ndjson')
    case 'GET /tides/live':
      if (!live) return new Response(null, { status: 204 })
      live = false
      return text('retry: 100\nid: 7\nevent: tide\ndata: high\n\n', 'text/event-stream')
    case 'POST /login':
      return Response.json({ access_token: 'a1', refresh_token: 'r1', sub: 'ann' })
    case 'POST /bookings':
      return Response.json({ id: 1 }, { status: 201 })
    case 'GET /pilots/7':
      return problem('No such pilot')
    case 'GET /me':
      return Response.json({ name: 'nobody' })
    default:
      return new Response('depths')
  }
}

const harbour = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
  const { origin, pathname, search, searchParams } = new URL(input as string)
  if (search) asked = search
  const path = `${init.method ?? 'GET'} ${pathname.replace('/api', '')}`
  calls.push(origin === 'https://harbour.example' ? path : `${path} of ${origin}`)
  init.signal?.throwIfAborted()
  if (init.body instanceof ReadableStream) await new Response(init.body).text()
  return answerTo(path, searchParams)
}

beforeEach(() => {
  calls = []
  asked = ''
  live = true
  enveloped = false
  vi.stubGlobal('fetch', harbour)
})
afterEach(() => vi.unstubAllGlobals())

describe('the programs of the guide to the client', () => {
  test('show a quick call', async () => {
    const [quick = ''] = programsOf('getting-started')
    expect(await run(quick, harbour)).toEqual([[[tide]]])
    expect(asked).toBe('?harbour=north')
  })

  test('show views, bodies, options and fetch', async () => {
    const [calling = ''] = programsOf('calls')
    const [[pilot] = [], [status, tides, chart, vessels] = []] = await run(calling, harbour)
    expect([pilot, status]).toEqual(['no such pilot', 200])
    expect([tides, vessels]).toEqual([[{ at: tide.at }], [{ id: 'aurora', name: 'Aurora' }]])
    expect(chart).toBeInstanceOf(Blob)
    expect(calls).toContain('PUT /charts/north')
  })

  test('show a contract', async () => {
    const [contract = ''] = programsOf('contracts')
    expect(await run(contract, harbour)).toEqual([['borea']])
    const list = 'GET /vessels/aurora/moorings'
    expect(calls).toEqual([list, list, 'POST /vessels/aurora/moorings'])
  })

  test('show styles, and an endpoint outside of the contract', async () => {
    const [, styles = ''] = programsOf('contracts')
    expect(await run(styles, harbour)).toEqual([[['Aurora']]])
    expect(calls).toEqual(['GET /vessels', 'GET /health'])
    expect(asked).toBe('?ids=a,b&size%5Bmin%5D=10&size%5Bmax%5D=90')
  })

  test('show an abort with its reason', async () => {
    const [deadlines = ''] = programsOf('deadlines')
    expect(await run(deadlines, harbour)).toEqual([[new Error('the user left the page')]])
    expect(calls).toEqual(['GET /report'])
  })

  test('show an error, and one that has been JSON', async () => {
    const [errors = ''] = programsOf('errors')
    expect(await run(errors, harbour)).toEqual([['No such vessel'], ['http']])
  })

  test('show a listener, which hears nothing when it has stopped', async () => {
    const [events = ''] = programsOf('events')
    const heard = events.replace('stop()\n', "await client.get('/tides')\nstop()\nawait client.get('/tides')\n")
    expect(await run(heard, harbour)).toEqual([
      ['/tides', 'attempt 1', 200, expect.stringMatching(/^\d+ ms$/)],
      ['/tides', 'done', '1 attempts'],
    ])
  })

  test('show where interceptors are', async () => {
    const [interceptors = ''] = programsOf('interceptors')
    const [[plan] = []] = await run(interceptors, harbour)
    expect(plan).toMatch(/language[^]*maintenance[^]*last-known[^]*envelope[^]*retry/)
  })

  test('show a plugin, and the plan that it is in', async () => {
    const [plugins = ''] = programsOf('plugins')
    const [[stages] = [], ...plan] = await run(plugins, harbour)
    expect(stages).toMatch(/^observe > session > intercept > cache/)
    expect(plan).toContainEqual(['cache', 'shelf', 'operation'])
    expect(calls).toEqual(['GET /tides'])
  })

  test('show a key, a budget, and a call that needs neither', async () => {
    const [retries = ''] = programsOf('retries')
    expect(await run(retries, harbour)).toEqual([])
    expect(calls).toEqual(['POST /bookings', 'GET /vessels'])
  })

  test('show what is wrong with an answer, and data that are unwrapped', async () => {
    enveloped = true
    const [validation = ''] = programsOf('validation')
    const reported = validation.replace('const enveloped', 'await client.api.tides.list()\nconst enveloped')
    expect(await run(`${reported}\nshow(heights)`, harbour)).toEqual([['/tides', 'output', 'response', ['']], [[11.5]]])
  })

  test('show streams, lines, events and progress', async () => {
    const [streams = ''] = programsOf('streams')
    expect(await run(streams, harbour)).toEqual([[6], ['aurora', 54.3, 10.1], ['tide', 'high', '7'], [6, undefined]])
  })
})

describe('the programs about sessions and security', () => {
  const [session = '', server = ''] = programsOf('sessions')
  const [origins = '', credentials = ''] = programsOf('security')

  test('show what ends with a session', async () => {
    const left = session.replace('await harbour.auth.signOut()', "drafts.set('N4', 'a draft')\n$&\nshow(drafts.size)")
    expect(await run(left, harbour)).toEqual([[0]])
    expect(calls).toEqual(['POST /login', 'GET /tides'])
  })

  test('show one client of a server', async () => {
    expect(await run(server, harbour)).toEqual([])
    expect(calls).toEqual(['GET /me'])
  })

  test('show where calls may go, and a secret that is never printed', async () => {
    expect(await run(origins, harbour)).toEqual([])
    const [[secret, ...printed] = []] = await run(credentials, harbour)
    expect(JSON.stringify(secret)).toBe('"[redacted]"')
    expect(printed).toEqual(['[redacted]', '{"apiKey":"[redacted]"}'])
    const file = 'GET /charts/north of https://files.harbour.example'
    expect(calls).toEqual([file, file, 'GET /tides'])
  })
})

describe('the programs about transports', () => {
  const [axios = '', ky = '', , adapter = '', own = ''] = programsOf('transports')

  test.each([
    ['axios', axios],
    ['ky', ky],
  ])('show a client over an instance of %s', async (library, program) => {
    const { client } = await exportsOf<{ client: Client }>(program)
    expect(client.explain().steps.at(-1)?.name).toBe(library)
  })

  test('show axios over a client, and a transport of their own', async () => {
    expect(await run(`${adapter}\nshow(data)`, harbour)).toEqual([[[{ id: 'aurora', name: 'Aurora' }]]])
    expect(calls).toEqual(['GET /vessels'])
    const { recorded } = await exportsOf<{ recorded: Transport }>(own)
    expect(await createClient({ baseUrl: 'https://harbour.example', transport: recorded }).get('/v')).toBe('hello')
  })
})
