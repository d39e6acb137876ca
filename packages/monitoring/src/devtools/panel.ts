import type { AnyClient } from '@fairlead/core'
import { type ClientView, createClientView } from './client-view.ts'
import { type NamedClients, checkClients } from './clients.ts'
import { h, mark, say } from './dom.ts'
import { styles } from './styles.ts'

/** The name of the element. */
const TAG = 'fairlead-devtools'

/**
 * The panel, as an element. Give it the client, or several `clients` by name, as a property, after `defineDevtools()`. The attribute `position` docks it at the
 * `bottom` or at the `right` of the window, where `open` shows it and a small button stands for it otherwise; without
 * `position` it fills its place in the page. It tells of being opened and closed with the event `toggle`.
 */
export class FairleadDevtoolsElement extends HTMLElement {
  static readonly observedAttributes = ['open', 'position']
  readonly #panel = h('section', { class: 'panel', 'aria-label': 'Fairlead devtools' })
  readonly #launcher = h('button', {
    type: 'button',
    class: 'launcher',
    'aria-label': 'Open Fairlead devtools',
    onclick: () => (this.open = true),
  })
  #clients: NamedClients = {}
  #chosen = ''
  #end: (() => void) | undefined

  constructor() {
    super()
    this.#launcher.textContent = 'Fairlead'
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [styles()]
    root.append(this.#launcher, this.#panel)
  }

  /** Whose calls are shown; once it is given, it is the only one. @throws `config` for what `createClient` did not make */
  get client(): AnyClient | undefined {
    return Object.hasOwn(this.#clients, this.#chosen) ? this.#clients[this.#chosen] : undefined
  }
  set client(client: AnyClient | undefined) {
    this.clients = client
  }

  /** Those that can be chosen, by name; the first is shown. One alone needs no name. @throws `config` for what `createClient` did not make */
  get clients(): NamedClients {
    return this.#clients
  }
  set clients(given: NamedClients | AnyClient | undefined) {
    if (given) checkClients(given)
    const clients = given && 'withSession' in given ? { '': given as AnyClient } : { ...given }
    // Whoever writes the same ones anew, as each rendering of a page may, disturbs nobody.
    if (areSame(clients, this.#clients)) return
    this.#clients = clients
    if (!Object.hasOwn(clients, this.#chosen)) this.#chosen = Object.keys(clients)[0] ?? ''
    this.#build()
  }

  /** Whether a docked panel is to be seen. */
  get open(): boolean {
    return this.hasAttribute('open')
  }
  set open(open: boolean) {
    this.toggleAttribute('open', open)
  }

  /** Where it is docked. */
  get position(): string {
    return this.getAttribute('position') ?? ''
  }
  set position(position: string | undefined) {
    mark(this, 'position', position || undefined)
  }

  connectedCallback(): void {
    // A framework may have set it before the element was defined: then it hides the accessor.
    for (const name of ['client', 'clients'] as const) {
      if (!Object.hasOwn(this, name)) continue
      const { [name]: given } = this
      Reflect.deleteProperty(this, name)
      Object.assign(this, { [name]: given })
    }
    // A page that says nothing of its colours gets those of the system.
    const { colorScheme } = getComputedStyle(this.parentElement ?? document.documentElement)
    if (colorScheme === 'normal') this.style.colorScheme = 'light dark'
    this.#build()
  }

  disconnectedCallback(): void {
    this.#build()
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return
    this.#build()
    if (name === 'open') this.dispatchEvent(new Event('toggle'))
  }

  /** Shows the panel where it is to be seen, and listens to nothing where it is not. */
  #build(): void {
    this.#end?.()
    this.#end = undefined
    this.#panel.replaceChildren()
    const isDocked = this.position !== ''
    this.#launcher.hidden = !isDocked || this.open
    this.#panel.hidden = isDocked && !this.open
    if (!this.client || this.#panel.hidden || !this.isConnected) return

    const title = h('h2', {}, 'Fairlead')
    const header = h('header', { class: 'head' }, title)
    const names = Object.keys(this.#clients)
    let view: ClientView | undefined
    // The choice stays where it is, with the focus; all the rest is made anew, so that nothing of another client is left.
    const show = (name: string): void => {
      this.#chosen = name
      const { client } = this
      if (!client) return
      const before = view
      before?.end()
      view = createClientView(client, before?.tabs.open() ?? 0)
      const { list, element } = view.tabs
      if (before) {
        before.tabs.list.replaceWith(list)
        before.tabs.element.replaceWith(element)
      } else {
        header.append(list)
        this.#panel.append(header, element)
      }
      view.ask()
    }
    if (names.length > 1) header.append(createChoice(names, this.#chosen, show))
    show(this.#chosen)
    if (isDocked) {
      const close = (): void => void (this.open = false)
      header.append(h('button', { type: 'button', class: 'icon', 'aria-label': 'Close devtools', onclick: close }, '✕'))
    }
    const resized = new ResizeObserver(() => view?.ask())
    resized.observe(this.#panel)
    this.#end = () => {
      resized.disconnect()
      view?.end()
    }
  }
}

/** Which client is shown. */
function createChoice(names: readonly string[], chosen: string, onChoose: (name: string) => void): HTMLElement {
  const options = names.map((name) => {
    const option = h('option', { selected: name === chosen })
    say(option, name)
    return option
  })
  const choose = (): void => onChoose(names[choice.selectedIndex] ?? chosen)
  const choice = h('select', { 'aria-label': 'Client', onchange: choose }, ...options)
  return h('label', { class: 'choice' }, h('span', {}, 'Client'), choice)
}

function areSame(a: NamedClients, b: NamedClients): boolean {
  const [those, these] = [Object.entries(a), Object.entries(b)]
  return those.length === these.length && those.every(([name, one], i) => these[i]?.[0] === name && these[i][1] === one)
}

/** Makes the element known to the page, once. */
export function define(): void {
  if (!customElements.get(TAG)) customElements.define(TAG, FairleadDevtoolsElement)
}
