import type { OperationRecord } from '../records.ts'
import { plainAxis } from './axis.ts'
import { barOf, createBars } from './call-row.ts'
import { createPool, h, mark, say } from './dom.ts'
import { familiesOf } from './families.ts'
import { type Part, endOf, partsOf, tripsOf } from './parts.ts'
import { createFacts } from './table.ts'
import { clockText, outcomeOf, spanText, toneOf } from './words.ts'

/** All that is known of one call. */
export interface Details {
  readonly element: HTMLElement
  show(record: OperationRecord, all: readonly OperationRecord[], now: number): void
  focus(): void
}

/** Makes the pane; `onOpen` is asked for a call that belongs to the one shown. */
export function createDetails(onClose: () => void, onOpen: (record: OperationRecord) => void): Details {
  const title = h('h3', { tabindex: -1 })
  const close = h('button', { type: 'button', class: 'icon', 'aria-label': 'Close details', onclick: onClose }, '✕')
  const facts = createFacts()
  const scale = h('div', { class: 'scale', 'aria-hidden': true })
  const steps = h('ol', { class: 'steps', 'aria-label': 'Waterfall' })
  const relatives = h('ul', { class: 'relatives', 'aria-label': 'Calls that belong to it' })
  const element = h(
    'section',
    {
      class: 'details',
      'aria-label': 'Details of the call',
      hidden: true,
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Escape') onClose()
      },
    },
    h('header', {}, title, close),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'What happened' },
      facts.element,
      scale,
      steps,
      relatives,
    ),
  )
  const showScale = createPool<string>(scale, () => {
    const tick = h('span')
    return { element: tick, show: (text) => say(tick, text) }
  })
  let axis = plainAxis({ from: 0, to: 1 })
  const showSteps = createPool<Part>(steps, () => createStep(() => axis))
  const showRelatives = createPool<OperationRecord>(relatives, () => {
    let shown: OperationRecord | undefined
    const button = h('button', { type: 'button', onclick: () => shown && onOpen(shown) })
    return {
      element: h('li', {}, button),
      show(record) {
        shown = record
        say(button, `${record.detached ? 'Background' : 'Begun by'}: ${record.method} ${record.template}`)
        mark(button, 'data-tone', toneOf(record))
      },
    }
  })
  return {
    element,
    focus: () => title.focus(),
    show(record, all, now) {
      const end = endOf(record, now)
      const helpers = familiesOf(all).helpersOf(record)
      axis = plainAxis({ from: record.startedAt, to: end })
      say(title, `${record.method} ${record.template}`)
      facts.show([
        ['Outcome', { text: outcomeOf(record), tone: toneOf(record) }],
        [
          'Duration',
          record.durationMs === undefined ? `${spanText(end - record.startedAt)} so far` : spanText(record.durationMs),
        ],
        ['Attempts', tripsOf(record, helpers)],
        ['Began', clockText(record.startedAt)],
        ['Origin', record.origin],
        ['Operation', record.id],
      ])
      showScale([0, 0.25, 0.5, 0.75, 1].map((share) => spanText((end - record.startedAt) * share)))
      showSteps(partsOf(record, now, helpers))
      showRelatives(all.filter((other) => isRelated(other.id, record.id) && !helpers.includes(other)))
    },
  }
}

/** Background work has the id of what began it, and a part of its own behind it. */
function isRelated(id: string, shown: string): boolean {
  return id !== shown && (id.startsWith(`${shown}.`) || shown.startsWith(`${id}.`))
}

function createStep(axis: () => ReturnType<typeof plainAxis>) {
  const label = h('span', { class: 'label' })
  const text = h('span', { class: 'text' })
  const span = h('span', { class: 'duration' })
  const track = h('span', { class: 'track', 'aria-hidden': true })
  const showBars = createBars(track)
  return {
    element: h('li', {}, label, text, span, track),
    show(part: Part): void {
      say(label, part.label)
      say(text, part.text)
      mark(text, 'data-tone', part.kind === 'attempt' ? part.tone : undefined)
      say(span, part.kind === 'mark' ? '' : spanText(part.to - part.from))
      showBars([barOf(part, axis())])
    },
  }
}
