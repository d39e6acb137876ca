import { createPool, h, mark, say } from './dom.ts'
import type { Tone } from './words.ts'

/** What stands in a cell. */
export type Cell = string | number | { readonly text: string; readonly tone?: Tone | undefined }

/** A table, or the word that it is empty. */
export interface Table {
  readonly element: HTMLElement
  show(rows: readonly (readonly Cell[])[]): void
}

/** Makes a table; a column whose name ends in `#` holds figures, the first one says what a row is of. */
export function createTable(caption: string, columns: readonly string[], whenEmpty: string): Table {
  const isFigure = columns.map((column) => column.endsWith('#'))
  const names = columns.map((column) => column.replace(/#$/, ''))
  const heads = names.map((name, i) => h('th', { scope: 'col', class: isFigure[i] ? 'figure' : undefined }, name))
  const body = h('tbody')
  const table = h('table', {}, h('caption', {}, caption), h('thead', {}, h('tr', {}, ...heads)), body)
  // Whoever has no mouse scrolls it with the arrow keys.
  const scroll = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, table)
  const empty = h('p', { class: 'empty' }, whenEmpty)
  const showRows = createPool<readonly Cell[]>(body, () => {
    const cells = names.map((_, i) =>
      i === 0 ? h('th', { scope: 'row' }) : h('td', { class: isFigure[i] ? 'figure' : undefined }),
    )
    return {
      element: h('tr', {}, ...cells),
      show(row) {
        cells.forEach((cell, i) => {
          const given = row[i] ?? ''
          const { text, tone } = typeof given === 'object' ? given : { text: String(given), tone: undefined }
          say(cell, text)
          mark(cell, 'data-tone', tone)
        })
      },
    }
  })
  return {
    element: h('div', { class: 'table' }, scroll, empty),
    show(rows) {
      showRows(rows)
      table.querySelector('thead')?.toggleAttribute('hidden', rows.length === 0)
      empty.hidden = rows.length > 0
    },
  }
}

/** Names with what they are, beside each other. */
export interface FactList {
  readonly element: HTMLElement
  show(facts: readonly (readonly [name: string, value: Cell])[]): void
}

/** Makes a list of facts. */
export function createFacts(): FactList {
  const element = h('dl', { class: 'facts' })
  const show = createPool<readonly [string, Cell]>(element, () => {
    const name = h('dt')
    const value = h('dd')
    return {
      element: h('div', {}, name, value),
      show([what, given]) {
        const { text, tone } = typeof given === 'object' ? given : { text: String(given), tone: undefined }
        say(name, what)
        say(value, text)
        mark(value, 'data-tone', tone)
      },
    }
  })
  return { element, show }
}
