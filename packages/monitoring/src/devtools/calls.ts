import type { Monitoring } from '../api.ts'
import type { OperationRecord } from '../records.ts'
import { type Axis, foldedAxis } from './axis.ts'
import { ROW_PX, createCallRow } from './call-row.ts'
import type { Context, View } from './context.ts'
import { createDetails } from './details.ts'
import { h, say } from './dom.ts'
import { type Families, familiesOf } from './families.ts'
import { endOf, tripsOf } from './parts.ts'
import { createVirtualList } from './virtual-list.ts'
import { outcomeOf, toneOf } from './words.ts'

const KINDS: Readonly<Record<string, (record: OperationRecord, families: Families) => boolean>> = {
  'All calls': () => true,
  Failed: (record) => /^(bad|refused)$/.test(toneOf(record)),
  Retried: (record, { helpersOf }) => tripsOf(record, helpersOf(record)) > 1,
  'Under way': ({ durationMs }) => durationMs === undefined,
  Background: ({ detached }) => detached,
}

/** The waterfall: the latest calls, each with its waits and attempts, and the details of one. */
export function createCalls({ now, ask }: Context, monitoring: Monitoring): View {
  let axis: Axis = foldedAxis([])
  let open: OperationRecord | undefined
  let families = familiesOf([])
  let paused: readonly OperationRecord[] | undefined
  let since = -Infinity

  const search = h('input', { type: 'search', 'aria-label': 'Filter calls', placeholder: 'Filter', oninput: ask })
  const options = Object.keys(KINDS).map((kind) => h('option', {}, kind))
  const kind = h('select', { 'aria-label': 'Which calls', onchange: ask }, ...options)
  const pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: togglePause }, 'Pause')
  const clear = h('button', { type: 'button', onclick: forget }, 'Clear')
  const count = h('output', { 'aria-label': 'Calls shown' })
  const list = createVirtualList<OperationRecord>({
    label: 'Calls',
    rowPx: ROW_PX,
    ask,
    makeRow: () =>
      createCallRow(
        () => axis,
        now,
        (record) => families.helpersOf(record),
      ),
    beforeDraw(visible) {
      const at = now()
      axis = foldedAxis(visible.map((record) => ({ from: record.startedAt, to: endOf(record, at) })))
    },
    onOpen: show,
    onEscape: close,
  })
  const details = createDetails(close, show)
  const empty = h('p', { class: 'empty' }, 'No calls yet.')
  const split = h('div', { class: 'split' }, h('div', { class: 'calls' }, list.element, empty), details.element)
  const toolbar = h('div', { class: 'toolbar' }, search, kind, pause, clear, count)

  function show(record: OperationRecord): void {
    const isFirst = open === undefined
    open = record
    list.activate(record)
    // Whoever goes through the rows stays among them; on a small screen the details cover them.
    if (isFirst && getComputedStyle(details.element).position === 'absolute') queueMicrotask(details.focus)
    ask()
  }
  function close(): void {
    if (!open) return
    open = undefined
    ask()
    list.element.focus()
  }
  function togglePause(): void {
    paused = paused ? undefined : monitoring.timeline()
    pause.setAttribute('aria-pressed', String(paused !== undefined))
    ask()
  }
  function forget(): void {
    since = now()
    open = undefined
    ask()
  }

  return {
    element: h('div', { class: 'view' }, toolbar, split),
    draw() {
      const all = paused ?? monitoring.timeline()
      families = familiesOf(all)
      const { rows } = families
      const words = search.value.toLowerCase()
      const isOfKind = KINDS[kind.value] ?? (() => true)
      const shown =
        words === '' && kind.selectedIndex === 0 && since === -Infinity
          ? rows
          : rows.filter(
              (record) => record.startedAt > since && isOfKind(record, families) && textOf(record).includes(words),
            )
      say(count, shown.length === rows.length ? `${rows.length}` : `${shown.length} of ${rows.length}`)
      empty.hidden = shown.length > 0
      say(empty, all.length === 0 ? 'No calls yet.' : 'No call is like that.')
      details.element.hidden = open === undefined
      if (open) details.show(open, all, now())
      list.show(shown)
      list.draw()
    },
  }
}

function textOf(record: OperationRecord): string {
  return `${record.method} ${record.template} ${outcomeOf(record)} ${record.origin}`.toLowerCase()
}
