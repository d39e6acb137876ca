import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Room, openRoom } from './demo/control-room.ts'
import { type TraceEvent, recordTrace } from './demo/trace.ts'

let room: Room

beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())

/** An entry of a track of ours, as Chrome has recorded it. */
interface Entry {
  readonly name: string
  readonly at: number
  readonly track: string
  readonly trackGroup: string
  readonly color: string
  readonly tooltipText: string
  readonly properties: readonly (readonly [string, string])[]
}

/** The entries of tracks in a trace: measures whose detail tells Chrome's performance panel where to draw them. */
function entriesIn(trace: readonly TraceEvent[]): Entry[] {
  return trace.flatMap(({ cat, name, ts, args }) => {
    // A measure is a pair of events; what is said of it is in its first.
    const detail = cat.includes('blink.user_timing') ? args.detail : undefined
    if (detail === undefined) return []
    const { devtools } = JSON.parse(detail) as { devtools?: Omit<Entry, 'name' | 'at'> & { dataType: string } }
    return devtools?.dataType === 'track-entry' ? [{ ...devtools, name, at: ts }] : []
  })
}

test('a trace that Chrome records has the calls, attempts and waits as entries of our tracks', async () => {
  const visit = await room.visit()
  const { page, go, fault } = visit
  await go()
  await fault('503', 'Twice')
  const trace = await recordTrace(page, async () => {
    await page.locator('.register').getByRole('searchbox').fill('kurosh')
    await page.getByText('1 vessel', { exact: true }).waitFor()
  })
  const all = entriesIn(trace)
  const list = all.filter(({ name }) => name.startsWith('GET /vessels '))
  const words = list.map(({ track, name, color }) => `${track}: ${name}: ${color}`)
  expect(words).toEqual(
    expect.arrayContaining([
      'Attempts: GET /vessels attempt 1 · Fairlead: error',
      'Attempts: GET /vessels attempt 2 · Fairlead: error',
      'Attempts: GET /vessels attempt 3 · Fairlead: secondary',
      'Calls: GET /vessels · Fairlead: primary',
      'Waits: GET /vessels (backoff) · Fairlead: warning',
    ]),
  )
  expect(new Set(all.map(({ trackGroup }) => trackGroup))).toEqual(new Set(['Fairlead']))
  const call = list.find(({ track, tooltipText }) => track === 'Calls' && tooltipText.includes('3 attempts'))
  expect(call?.tooltipText).toBe('GET /vessels: 200, 3 attempts')
  expect(Object.fromEntries(call?.properties ?? [])).toMatchObject({ Origin: room.demo.origin, Outcome: '200' })
  // They lie in the time of the recording, in the order in which they went.
  const attempts = list.filter(({ track }) => track === 'Attempts').map(({ at }) => at)
  expect(attempts).toEqual(attempts.toSorted((a, b) => a - b))
  // What was searched for is nowhere in them.
  expect(JSON.stringify(all)).not.toContain('kurosh')
  await visit.leave()
})
