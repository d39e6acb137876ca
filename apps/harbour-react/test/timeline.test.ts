import { type Call, createClient, fetchTransport, get, post } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { outcomeOf, reasonOf, toneOf, tripText } from '../src/timeline/describe.ts'
import { type Line, createTimeline } from '../src/timeline/timeline.ts'

const contract = { buoys: { byId: get('/buoys/{id}'), add: post('/buoys'), faults: get('/faults') } }

/** A client whose every attempt is answered by the next of these. */
function room(...answers: (() => Response | Promise<Response>)[]) {
  const left = [...answers]
  const fetch = async (): Promise<Response> => (left.shift() ?? (() => Response.json({})))()
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract,
    transport: fetchTransport({ fetch }),
    retry: { limit: 2, baseMs: 1 },
  })
  const timeline = createTimeline(client, (template) => template !== '/faults')
  return { client, timeline, newest: (): Line => timeline.lines()[0] as Line }
}

const unavailable = (): Response => new Response(null, { status: 503 })
const settled = (call: Call<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('the timeline', () => {
  test('has one line a call, the latest first, without the templates that are left out', async () => {
    const { client, timeline } = room()
    await client.api.buoys.byId({ params: { id: 'east' } })
    await client.api.buoys.faults()
    await client.api.buoys.add()
    expect(timeline.lines().map(({ method, template }) => `${method} ${template}`)).toEqual([
      'POST /buoys',
      'GET /buoys/{id}',
    ])
    timeline.clear()
    expect(timeline.lines()).toEqual([])
  })

  test('shows each attempt, the waits between them and why', async () => {
    const { client, newest } = room(unavailable, unavailable)
    await client.api.buoys.byId({ params: { id: 'east' } })
    expect(newest().trips.map(outcomeOf)).toEqual(['503', '503', '200'])
    expect(newest().trips.map(toneOf)).toEqual(['bad', 'bad', 'good'])
    expect(reasonOf(newest())).toMatch(/^retried twice, waited \d+ ms \+ \d+ ms \(backoff\)$/)
    expect(tripText(newest().trips[0] as Line['trips'][number])).toMatch(
      /^Attempt 1: 503 in .+ then waited \d+ ms \(backoff\)$/,
    )
  })

  test('says why a call was not tried again', async () => {
    const { client, newest } = room(unavailable)
    await settled(client.api.buoys.add())
    expect([outcomeOf(newest()), toneOf(newest())]).toEqual(['503', 'bad'])
    expect(reasonOf(newest())).toBe('not retried: doing it twice would matter')
  })

  test('tells a refusal of the server from a failure', async () => {
    const { client, newest } = room(() => Response.json({}, { status: 409 }))
    await settled(client.api.buoys.add())
    expect([outcomeOf(newest()), toneOf(newest())]).toEqual(['409', 'refused'])
  })

  test('shows a call while it is under way, and that it was cancelled', async () => {
    const { client, timeline, newest } = room(() => new Promise(() => {}))
    const controller = new AbortController()
    const seen = Promise.withResolvers<void>()
    timeline.subscribe(() => newest().trips.length > 0 && seen.resolve())
    const end = settled(client.api.buoys.byId({ params: { id: 'east' } }, { signal: controller.signal }))
    await seen.promise
    expect([outcomeOf(newest()), toneOf(newest())]).toEqual(['…', 'running'])
    controller.abort()
    await end
    expect([outcomeOf(newest()), toneOf(newest())]).toEqual(['cancelled', 'cancelled'])
  })

  test('keeps a bounded number of lines and hears nothing once it is closed', async () => {
    const { client, timeline } = room()
    await Promise.all(Array.from({ length: 80 }, (_, id) => client.api.buoys.byId({ params: { id: String(id) } })))
    expect(timeline.lines()).toHaveLength(60)
    timeline.close()
    timeline.clear()
    await client.api.buoys.add()
    expect(timeline.lines()).toEqual([])
  })
})
