import { type AnyClient, type Guards, check } from '@fairlead/core'
import { type NamedClients, checkClients } from './clients.ts'
import type { FairleadDevtoolsElement } from './panel.ts'

/** How the panel is shown. */
export interface DevtoolsOptions {
  /** Otherwise a small button opens it. @defaultValue false */
  readonly open?: boolean | undefined
  /** @defaultValue `'bottom'` */
  readonly position?: 'bottom' | 'right' | undefined
}

const OPTIONS: Guards<DevtoolsOptions> = {
  open: (value) => typeof value === 'boolean',
  position: (value) => value === 'bottom' || value === 'right',
}

/**
 * Shows the devtools panel of a client, or of several by name, of which one is chosen: the waterfall of its calls, health, cache, lanes, sockets and session. The panel is
 * loaded when it is asked for. The answer takes it away again.
 *
 * A production build that leaves out the call leaves out all of it:
 *
 * @throws `config` for an unknown option, or what is no client
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [monitoring()] })
 * if (import.meta.env.DEV) openDevtools(client) // or openDevtools({ harbour: client, pilots: pilotClient })
 * ```
 */
export function openDevtools(client: AnyClient | NamedClients, options: DevtoolsOptions = {}): () => void {
  check('devtools', options, OPTIONS)
  checkClients(client)
  const { open = false, position = 'bottom' } = options
  let element: FairleadDevtoolsElement | undefined
  let isGone = false
  // Where there is no page, as on a server, there is nothing to show.
  if (typeof document !== 'undefined') {
    defineDevtools().then(() => {
      if (isGone) return
      element = document.createElement('fairlead-devtools') as FairleadDevtoolsElement
      document.body.append(Object.assign(element, { position, open, clients: client }))
    }, console.error)
  }
  return () => {
    isGone = true
    element?.remove()
  }
}

/**
 * Loads the panel and makes `<fairlead-devtools>` known to the page, for whoever places it: as it fills its place, or docked by
 * its attribute `position`. Its property `client`, or `clients` by name, says whose calls it shows.
 */
export async function defineDevtools(): Promise<void> {
  const { define } = await import('./panel.ts')
  define()
}
