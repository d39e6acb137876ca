import type { OperationRecord } from '../records.ts'
import type { Axis } from './axis.ts'
import { type Shown, createPool, h, mark, say } from './dom.ts'
import { type Part, cacheWord, endOf, partsOf, tripsOf } from './parts.ts'
import { type Tone, outcomeOf, spanText, toneOf } from './words.ts'

/** How high a row of the list is. */
export const ROW_PX = 36
/** What is drawn of a call with very many attempts. */
const MAX_BARS = 24

/** A bar between two places from 0 to 1. */
interface Bar {
  readonly kind: string
  readonly tone: Tone
  readonly from: number
  readonly to: number
}

/** Makes what draws bars into an element. */
export function createBars(parent: Element): (bars: readonly Bar[]) => void {
  return createPool<Bar>(parent, () => {
    const element = h('i')
    return {
      element,
      show({ kind, tone, from, to }) {
        mark(element, 'class', `bar ${kind}`)
        mark(element, 'data-tone', tone)
        // Through the object model, which a content security policy lets through.
        element.style.left = `${(from * 100).toFixed(2)}%`
        element.style.width = `${((to - from) * 100).toFixed(2)}%`
      },
    }
  })
}

/** Where a part lies on an axis. */
export function barOf({ kind, tone, from, to }: Part, axis: Axis): Bar {
  return { kind, tone, from: axis.at(from), to: axis.at(to) }
}

/** Makes a row that shows one call after the other; the axis is that of all rows that are seen. */
export function createCallRow(
  axis: () => Axis,
  now: () => number,
  helpersOf: (record: OperationRecord) => readonly OperationRecord[],
): Shown<OperationRecord> {
  const outcome = h('b', { class: 'outcome' })
  const method = h('span', { class: 'method' })
  const template = h('span', { class: 'template' })
  const chips = h('span', { class: 'chips' })
  const track = h('span', { class: 'track', 'aria-hidden': true })
  const duration = h('span', { class: 'duration' })
  const name = h('span', { class: 'name' }, method, ' ', template)
  const element = h('div', { class: 'call' }, outcome, name, chips, track, duration)
  element.style.height = `${ROW_PX}px`
  const showBars = createBars(track)
  const showChips = createPool<string>(chips, () => {
    const chip = h('span', { class: 'chip' })
    return { element: chip, show: (word) => say(chip, word) }
  })
  return {
    element,
    show(record) {
      const tone = toneOf(record)
      const at = now()
      mark(element, 'data-tone', tone)
      say(outcome, outcomeOf(record))
      say(method, record.method)
      say(template, record.template)
      say(duration, spanText(record.durationMs ?? at - record.startedAt))
      const helpers = helpersOf(record)
      showChips(chipsOf(record, helpers))
      const scale = axis()
      const parts = partsOf(record, at, helpers).filter(({ kind }) => kind !== 'server' && kind !== 'mark')
      const whole = { kind: 'whole', tone, from: scale.at(record.startedAt), to: scale.at(endOf(record, at)) }
      showBars([whole, ...parts.slice(-MAX_BARS).map((part) => barOf(part, scale))])
    },
  }
}

function chipsOf(record: OperationRecord, helpers: readonly OperationRecord[]): string[] {
  const { detached } = record
  const cache = cacheWord(record)
  const count = tripsOf(record, helpers)
  return [
    ...(detached ? ['background'] : []),
    ...(cache === undefined ? [] : [cache]),
    ...(count > 1 ? [`×${count}`] : []),
  ]
}
