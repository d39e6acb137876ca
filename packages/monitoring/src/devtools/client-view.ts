import type { AnyClient } from '@fairlead/core'
import { createCacheView } from './cache.ts'
import { createCalls } from './calls.ts'
import { type Context, type View, createContext } from './context.ts'
import { createFrame, h } from './dom.ts'
import { createFaultEditor } from './fault-editor.ts'
import { createHealthView } from './health.ts'
import { createLanes } from './lanes.ts'
import { createSession } from './session.ts'
import { createSockets } from './sockets.ts'
import { type Tab, type Tabs, createTabs } from './tabs.ts'

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

/** All that is shown of one client; nothing of it stays when it has ended. */
export interface ClientView {
  readonly tabs: Tabs
  /** Draws it with the next frame. */
  ask(): void
  end(): void
}

/** Shows a client, with the tab of that number open. */
export function createClientView(client: AnyClient, open: number): ClientView {
  const shown: { tabs?: Tabs } = {}
  const frame = createFrame(() => shown.tabs?.draw())
  const context = createContext(client, frame.ask)
  const tabs = (shown.tabs = createTabs(TABS, context, open))
  const timer = setInterval(frame.ask, TICK_MS)
  return {
    tabs,
    ask: frame.ask,
    end() {
      clearInterval(timer)
      frame.stop()
      tabs.end()
      context.end()
    },
  }
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
