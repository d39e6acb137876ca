import type { Context, View } from './context.ts'
import { h } from './dom.ts'

/** A tab: its name, and what makes its contents when it is opened for the first time. */
export interface Tab {
  readonly name: string
  make(context: Context): View
}

/** The tabs with the contents of the one that is open. */
export interface Tabs {
  readonly list: HTMLElement
  readonly element: HTMLElement
  /** The number of the tab that is open. */
  open(): number
  draw(): void
  end(): void
}

/** Makes tabs as the ARIA practices have them: one of them in the order of Tab, arrow keys between them. */
export function createTabs(tabs: readonly Tab[], context: Context, first = 0): Tabs {
  const views: (View | undefined)[] = []
  let open = first
  const panels = tabs.map((_, i) =>
    h('div', { class: 'tabpanel', role: 'tabpanel', id: `panel-${i}`, 'aria-labelledby': `tab-${i}`, hidden: true }),
  )
  const buttons = tabs.map(({ name }, i) =>
    h(
      'button',
      { type: 'button', role: 'tab', id: `tab-${i}`, 'aria-controls': `panel-${i}`, onclick: () => choose(i) },
      name,
    ),
  )
  const list = h('div', { role: 'tablist', 'aria-label': 'Parts of the panel', onkeydown: press }, ...buttons)

  function choose(i: number): void {
    open = i
    buttons.forEach((button, at) => {
      button.setAttribute('aria-selected', String(at === i))
      button.tabIndex = at === i ? 0 : -1
    })
    panels.forEach((panel, at) => (panel.hidden = at !== i))
    buttons[i]?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    context.ask()
  }
  function press(event: KeyboardEvent): void {
    const count = tabs.length
    const to = { ArrowRight: open + 1, ArrowLeft: open - 1 + count, Home: 0, End: count - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    choose(to % count)
    buttons[open]?.focus()
  }

  choose(first)
  return {
    list,
    open: () => open,
    element: h('div', { class: 'tabpanels' }, ...panels),
    draw() {
      let view = views[open]
      const tab = tabs[open]
      if (!view && tab) {
        views[open] = view = tab.make(context)
        panels[open]?.append(view.element)
      }
      view?.draw()
    },
    end() {
      for (const view of views) view?.end?.()
    },
  }
}
