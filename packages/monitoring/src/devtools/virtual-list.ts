import { type Shown, h, mark } from './dom.ts'

/** What a list shows and what is done with it. */
export interface ListOptions<T> {
  readonly label: string
  readonly rowPx: number
  /** Makes an element that rows are shown with, one after the other. */
  makeRow(): Shown<T>
  /** Told which rows are about to be drawn. */
  beforeDraw(visible: readonly T[]): void
  /** A row was chosen, by click, Enter or while another one is open. */
  onOpen(item: T): void
  onEscape(): void
  /** Another row is the active one, or another part is to be seen: asks to be drawn. */
  readonly ask: () => void
}

/** A list of any length, of which only what can be seen is in the document. */
export interface VirtualList<T> {
  readonly element: HTMLElement
  /** Takes the items; they are drawn with `draw`. */
  show(items: readonly T[]): void
  draw(): void
  /** Makes a row the active one and brings it into sight. */
  activate(item: T): void
}

/** Rows beyond the edges, so that a scroll shows no gap. */
const BEYOND = 4
const STEPS: Readonly<Record<string, (index: number, page: number) => number>> = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index, page) => index + page,
  PageUp: (index, page) => index - page,
  Home: () => 0,
  End: () => Infinity,
}

/** Makes a list; it stays at its end as long as nobody scrolls up, and keeps its place when the first items go. */
export function createVirtualList<T extends object>(options: ListOptions<T>): VirtualList<T> {
  const { rowPx, ask } = options
  const space = h('div', { class: 'space', role: 'presentation' })
  const element = h(
    'div',
    { class: 'list', role: 'listbox', tabindex: 0, 'aria-label': options.label, onscroll: ask, onkeydown: press },
    space,
  )
  const rows: (Shown<T> & { item?: T })[] = []
  let items: readonly T[] = []
  let active: T | undefined
  let isAtEnd = true
  /** The row at the upper edge, the height and the place when it was last drawn. */
  let first = 0
  let height = 0
  let top = 0

  function show(given: readonly T[]): void {
    noteScroll()
    const anchor = items[first]
    items = given
    if (isAtEnd || anchor === undefined || items[first] === anchor) return
    // Records stay the same objects: the first ones have gone, or others are filtered out.
    const place = items.indexOf(anchor)
    if (place < 0) return
    setHeight()
    element.scrollTop += (place - first) * rowPx
    top = element.scrollTop
    first = place
  }

  /** What the user has scrolled is told apart from what `draw` has. */
  function noteScroll(): void {
    const { scrollTop, clientHeight } = element
    if (Math.abs(scrollTop - top) > 1) isAtEnd = scrollTop + clientHeight >= height - rowPx / 2
    top = scrollTop
  }

  function setHeight(): void {
    if (height === items.length * rowPx) return
    height = items.length * rowPx
    space.style.height = `${height}px`
  }

  function draw(): void {
    const { clientHeight } = element
    noteScroll()
    setHeight()
    const end = height - clientHeight
    if (isAtEnd && Math.abs(element.scrollTop - end) > 1) element.scrollTop = end
    const { scrollTop } = element
    top = scrollTop
    first = Math.min(Math.floor(scrollTop / rowPx), Math.max(0, items.length - 1))
    const from = Math.max(0, first - BEYOND)
    const visible = items.slice(from, Math.ceil((scrollTop + clientHeight) / rowPx) + BEYOND)
    options.beforeDraw(items.slice(first, Math.ceil((scrollTop + clientHeight) / rowPx)))
    while (rows.length > visible.length) rows.pop()?.element.remove()
    let activeId: string | undefined
    visible.forEach((item, i) => {
      const row = (rows[i] ??= addRow(i))
      const index = from + i
      row.item = item
      row.element.style.transform = `translateY(${index * rowPx}px)`
      mark(row.element, 'aria-posinset', String(index + 1))
      mark(row.element, 'aria-setsize', String(items.length))
      mark(row.element, 'aria-selected', String(item === active))
      if (item === active) activeId = row.element.id
      row.show(item)
    })
    mark(element, 'aria-activedescendant', activeId)
  }

  function addRow(i: number): Shown<T> & { item?: T } {
    const row: Shown<T> & { item?: T } = options.makeRow()
    row.element.id = `row-${i}`
    row.element.setAttribute('role', 'option')
    row.element.addEventListener('click', () => {
      if (row.item === undefined) return
      active = row.item
      options.onOpen(row.item)
    })
    space.append(row.element)
    return row
  }

  function activate(item: T): void {
    active = item
    const index = items.indexOf(item)
    const { scrollTop, clientHeight } = element
    if (index >= 0 && index * rowPx < scrollTop) element.scrollTop = index * rowPx
    else if ((index + 1) * rowPx > scrollTop + clientHeight) element.scrollTop = (index + 1) * rowPx - clientHeight
    ask()
  }

  function press(event: KeyboardEvent): void {
    const step = STEPS[event.key]
    if (step) {
      const page = Math.max(1, Math.floor(element.clientHeight / rowPx) - 1)
      const from = active === undefined ? items.length : items.indexOf(active)
      const next = items[Math.min(items.length - 1, Math.max(0, step(from, page)))]
      if (next !== undefined) activate(next)
    } else if ((event.key === 'Enter' || event.key === ' ') && active !== undefined) options.onOpen(active)
    else if (event.key === 'Escape') return options.onEscape()
    else return
    event.preventDefault()
  }

  return { element, show, draw, activate }
}
