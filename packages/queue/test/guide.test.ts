import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { programsOf, run } from '../../../tools/guide-programs.ts'

let calls: string[]

/** The harbour's answers to the programs. */
const harbour = async (input: string | URL | Request, { method = 'GET' }: RequestInit = {}): Promise<Response> => {
  const { pathname, search, searchParams } = new URL(input as string)
  const path = pathname.slice('/api'.length)
  calls.push(`${method} ${path}${search}`)
  if (!searchParams.has('ids')) return Response.json({ path })
  const ids = searchParams.getAll('ids').filter((id) => id !== 'nobody')
  return Response.json(ids.map((id) => ({ id, name: id.toUpperCase() })))
}

beforeEach(() => {
  calls = []
  vi.stubGlobal('fetch', harbour)
})
afterEach(() => vi.unstubAllGlobals())

describe('the programs of the resilience guide', () => {
  const [preset = '', keys = '', order = '', stop = ''] = programsOf('resilience')

  test('show a preset, and keys with bounds of their own', async () => {
    expect(await run(preset, harbour)).toEqual([[{ path: '/tides' }, 12, 0]])
    expect(await run(keys, harbour)).toEqual([[0]])
    expect(calls).toEqual(['GET /tides', 'GET /history', 'GET /export'])
  })

  test('show who goes first', async () => {
    expect(await run(order, harbour)).toEqual([['at once, urgent, bo 1, ann 1, ann 2']])
  })

  test('show a pause, a silence and an end', async () => {
    expect(await run(stop, harbour)).toEqual([['closed']])
    expect(calls).toEqual(['GET /imports'])
  })
})

describe('the programs of its other pages', () => {
  const [rates = '', limits = '', breaker = '', hedge = ''] = programsOf('resilience-policies')
  const [refusals = ''] = programsOf('resilience-reasons')
  const [typing = '', functions = '', batch = ''] = programsOf('resilience-gathering')

  test('show two rates, two adaptive limits and a hedge that is not needed', async () => {
    expect(await run(rates, harbour)).toEqual([])
    expect(await run(limits, harbour)).toEqual([[10, 'queue']])
    expect(await run(hedge, harbour)).toEqual([[false]])
    expect(calls).toEqual(['POST /completions', 'GET /berths', 'GET /charts'])
  })

  test('show a breaker that opens at the fifth failure', async () => {
    const failures = [0, 1, 2, 3, 4].map((call) => [call, 'down'])
    expect(await run(breaker, harbour)).toEqual([...failures, [5, 'breaker-open'], ['open']])
  })

  test('show a refusal, as its caller and as a listener see it', async () => {
    expect(await run(refusals, harbour)).toEqual([['queue-full'], ['queue-full', 0, 1]])
    expect(calls).toEqual(['GET /tides', 'GET /tides'])
  })

  test('show one call for what was typed, and one position', async () => {
    expect(await run(typing, harbour)).toEqual([[true]])
    expect(calls).toEqual(['GET /search?q=aur', 'PUT /vessels/aurora/position'])
  })

  test('show functions of which not every call is made', async () => {
    expect(await run(functions, harbour)).toEqual([[true, 'saved ab', 'saved ab'], [1], ['cancelled']])
  })

  test('show keys that are loaded together', async () => {
    const aurora = { id: 'aurora', name: 'AURORA' }
    expect(await run(batch, harbour)).toEqual([['AURORA', 'BOREA', true, aurora, true]])
    expect(calls).toEqual(['GET /vessels?ids=aurora&ids=borea', 'GET /vessels?ids=aurora&ids=nobody'])
  })
})

describe('the programs of the outbox guide', () => {
  const [start = '', server = '', receipts = '', conflicts = ''] = programsOf('outbox')
  const [sqlite = '', bullmq = ''] = programsOf('outbox-places')

  test('show a write that is sent while its caller waits', async () => {
    expect(await run(start, harbour)).toEqual([['the harbour has it', { path: '/bookings' }]])
    expect(calls).toEqual(['POST /bookings'])
  })

  test('show a server that does the work of a key once', async () => {
    expect(await run(server, harbour)).toEqual([[[201, 201, 422], 1]])
  })

  test('show a receipt from its start to its end, and two writes that become one', async () => {
    expect(await run(receipts, harbour)).toEqual([
      ['kept', '/vessels/{id}/moorings', 'pending'],
      ['sending'],
      ['sent'],
      [{ path: '/vessels/aurora/moorings' }],
      [1],
    ])
    expect(calls).toEqual(['POST /vessels/aurora/moorings', 'POST /vessels/borea/moorings'])
  })

  test('show a decision about a refusal', async () => {
    expect(await run(conflicts, harbour)).toEqual([['function', 'drop']])
  })

  // The one for BullMQ would need a Redis; stores/bullmq.test.ts has one.
  test('show a store on a server, and what BullMQ is given', async () => {
    expect(await run(sqlite, harbour)).toEqual([['sent']])
    expect(calls).toEqual(['PUT /vessels/aurora'])
    expect(await run(bullmq, harbour)).toEqual([])
  })
})

describe('the programs for those who come from elsewhere', () => {
  const [pQueue = '', bottleneck = ''] = programsOf('migrating-from-bottleneck-and-p-queue')

  test('do what they did there', async () => {
    expect(await run(pQueue, harbour)).toEqual([['high at 06:12']])
    expect(await run(bottleneck, harbour)).toEqual([[{ path: '/vessels/aurora' }]])
    expect(calls).toEqual(['GET /vessels/aurora'])
  })
})
