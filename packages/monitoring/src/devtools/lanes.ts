import type { Context, LaneSeen, View } from './context.ts'
import { h } from './dom.ts'
import { type Cell, createTable } from './table.ts'
import { spanText } from './words.ts'

/** What waits and runs for each origin, and what the queue has done so far. */
export function createLanes({ client, now, ask }: Context): View {
  const { queue, monitoring } = client
  const present = createTable(
    'Lanes now',
    ['Origin', 'State', 'Running#', 'Limit#', 'Waiting#', 'Longest#', 'Expected wait#', 'Held for#', 'Breaker'],
    queue ? 'No call has gone through the queue yet.' : 'The client has no queue.',
  )
  const keys = createTable('Keys', ['Key', 'Origin', 'Running#', 'Waiting#'], 'Nothing waits or runs.')
  const past = createTable(
    'Lanes so far',
    ['Origin', 'Waits#', 'Mean wait#', 'Refused#', 'Limit#', 'Breaker'],
    monitoring ? 'No call has waited yet.' : 'Counted by monitoring, which this client has not.',
  )
  const element = h('div', { class: 'view sheet' }, present.element, keys.element, past.element)
  if (queue) {
    const act = (what: 'pause' | 'resume') => (): void => {
      queue[what]()
      ask()
    }
    const pause = h('button', { type: 'button', onclick: act('pause') }, 'Pause')
    const resume = h('button', { type: 'button', onclick: act('resume') }, 'Resume')
    element.prepend(h('div', { class: 'toolbar' }, pause, resume))
  }
  return {
    element,
    draw() {
      const at = now()
      const lanes = queue?.snapshot().lanes ?? []
      present.show(lanes.map((lane) => rowOf(lane, at)))
      keys.show(
        lanes.flatMap(({ origin, byKey }) =>
          byKey.map(({ key, running, queued }) => [key || '(none)', origin, running, queued]),
        ),
      )
      past.show(
        (monitoring?.snapshot().lanes ?? []).map(({ origin, waits, waitedMs, refused, limit, breaker }) => [
          origin,
          waits,
          waits === 0 ? '–' : spanText(waitedMs / waits),
          refused === 0 ? '0' : { text: String(refused), tone: 'bad' },
          limit === undefined ? '–' : Math.round(limit),
          breakerCell(breaker),
        ]),
      )
    },
  }
}

function rowOf(lane: LaneSeen, at: number): Cell[] {
  const { heldUntil, concurrency } = lane
  return [
    lane.origin,
    { text: lane.state, tone: lane.state === 'running' ? 'good' : 'refused' },
    lane.running,
    Number.isFinite(concurrency) ? Math.round(concurrency) : '∞',
    lane.queued,
    lane.queued > 0 ? spanText(lane.oldestWaitMs) : '–',
    spanText(lane.projectedWaitMs),
    heldUntil !== undefined && heldUntil > at ? spanText(heldUntil - at) : '–',
    breakerCell(lane.breaker?.state),
  ]
}

function breakerCell(state: string | undefined): Cell {
  return state ? { text: state, tone: state === 'closed' ? 'good' : 'bad' } : '–'
}
