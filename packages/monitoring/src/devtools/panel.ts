import type { AnyClient } from '@fairlead/core'
import { createCacheView } from './cache.ts'
import { createCalls } from './calls.ts'
import { type Context, type View, createContext } from './context.ts'
import { createFrame, h, mark } from './dom.ts'
import { createFaultEditor } from './fault-editor.ts'
import { createHealthView } from './health.ts'
import { createLanes } from './lanes.ts'
import { createSession } from './session.ts'
import { createSockets } from './sockets.ts'
import { styles } from './styles.ts'
import { type Tab, type Tabs, createTabs } from './tabs.ts'

/** The name of the element. */
const TAG = 'fairlead-devtools'

/** What moves by itself, such as the bar of a call under way, is drawn anew so often. */
const TICK_MS = 500

const TABS: readonly Tab[] = [
  { name: 'Calls', make: (context) => withMonitoring(context, createCalls) },
  { name: 'Health', make: (context) => withMonitoring(context, (_, monitoring) => createHealthView(monitoring)) },
  { name: 'Cache', make: createCacheView },
  { name: 'Lanes', make: createLanes },
  { name: 'Sockets', make: (context) => withMonitoring(context, createSockets) },
  { name: 'Session', make: createSession },
  {
    name: 'Faults',
    make: (context) =>
      context.client.faults
        ? createFaultEditor(context, context.client.faults)
        : missing('To make calls slow or fail, add faults() to the plugins of the client:', 'faults'),
  },
]

/**
 * The panel, as an element. Give it the client as a property, after `defineDevtools()`. The attribute `position` docks it at the
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
  #client: AnyClient | undefined
  #end: (() => void) | undefined

  constructor() {
    super()
    this.#launcher.textContent = 'Fairlead'
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [styles()]
    root.append(this.#launcher, this.#panel)
  }

  /** Whose calls are shown. @throws `config` for what `createClient` did not make */
  get client(): AnyClient | undefined {
    return this.#client
  }
  set client(client: AnyClient | undefined) {
    this.#client = client
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
    if (Object.hasOwn(this, 'client')) {
      const { client } = this
      Reflect.deleteProperty(this, 'client')
      this.#client = client
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
    const client = this.#client
    if (!client || this.#panel.hidden || !this.isConnected) return

    const shownTabs: { tabs?: Tabs } = {}
    const frame = createFrame(() => shownTabs.tabs?.draw())
    const context = createContext(client, frame.ask)
    const tabs = (shownTabs.tabs = createTabs(TABS, context))
    const title = h('h2', {}, 'Fairlead')
    const header = h('header', { class: 'head' }, title, tabs.list)
    if (isDocked) {
      const close = (): void => void (this.open = false)
      header.append(h('button', { type: 'button', class: 'icon', 'aria-label': 'Close devtools', onclick: close }, '✕'))
    }
    this.#panel.append(header, tabs.element)
    const timer = setInterval(frame.ask, TICK_MS)
    const resized = new ResizeObserver(frame.ask)
    resized.observe(this.#panel)
    frame.ask()
    this.#end = () => {
      clearInterval(timer)
      resized.disconnect()
      frame.stop()
      tabs.end()
      context.end()
    }
  }
}

/** Makes the element known to the page, once. */
export function define(): void {
  if (!customElements.get(TAG)) customElements.define(TAG, FairleadDevtoolsElement)
}

function withMonitoring(
  context: Context,
  make: (context: Context, monitoring: NonNullable<Context['client']['monitoring']>) => View,
): View {
  const { monitoring } = context.client
  if (monitoring) return make(context, monitoring)
  return missing('This part shows what monitoring() has seen. Add it to the plugins of the client:', 'monitoring')
}

function missing(why: string, plugin: 'monitoring' | 'faults'): View {
  const entry = plugin === 'monitoring' ? '@fairlead/monitoring' : '@fairlead/monitoring/devtools'
  const code = `import { ${plugin} } from '${entry}'\n\ncreateClient({ plugins: [${plugin}()] })`
  return { element: h('div', { class: 'view sheet' }, h('p', {}, why), h('pre', {}, code)), draw() {} }
}
