import { createClient } from '@fairlead/core'
import { type Script, mockTransport } from '@fairlead/testing'
import { expect } from 'vitest'
import { defineDevtools, faults, openDevtools } from '../../../src/devtools.ts'
import type { FairleadDevtoolsElement } from '../../../src/devtools/panel.ts'
import { monitoring } from '../../../src/index.ts'

/** A client that is watched, over a scripted wire. */
export function watchedClient(script: Script = () => ({ json: {} }), maxOperations = 500) {
  return createClient({
    baseUrl: 'https://harbour.example',
    transport: mockTransport(script),
    retry: { limit: 2, baseMs: 1 },
    plugins: [monitoring({ maxOperations }), faults()],
  })
}

/** The panel of a client, opened and drawn. */
export async function openPanel(
  client: Parameters<typeof openDevtools>[0],
  options: Parameters<typeof openDevtools>[1] = { open: true },
): Promise<Panel> {
  const close = openDevtools(client, options)
  await defineDevtools()
  await expect.poll(() => document.querySelectorAll('fairlead-devtools').length).toBeGreaterThan(0)
  const element = [...document.querySelectorAll<FairleadDevtoolsElement>('fairlead-devtools')].at(-1)
  if (!element?.shadowRoot) throw new Error('the panel has no shadow root')
  const root = element.shadowRoot
  await drawn()
  return {
    element,
    root,
    close,
    find: (selector) => {
      const found = root.querySelector<HTMLElement>(selector)
      if (!found) throw new Error(`nothing in the panel is ${selector}`)
      return found
    },
    all: (selector) => [...root.querySelectorAll<HTMLElement>(selector)],
    tab: async (name) => {
      const tab = [...root.querySelectorAll<HTMLElement>('[role=tab]')].find(({ textContent }) => textContent === name)
      if (!tab) throw new Error(`no tab ${name}`)
      tab.click()
      await drawn()
    },
  }
}

/** The panel as a test looks at it. */
export interface Panel {
  readonly element: FairleadDevtoolsElement
  readonly root: ShadowRoot
  readonly close: () => void
  find(selector: string): HTMLElement
  all(selector: string): HTMLElement[]
  tab(name: string): Promise<void>
}

/** The next frame has been drawn. */
export async function drawn(frames = 2): Promise<void> {
  for (let i = 0; i < frames; i++) await new Promise((resolve) => requestAnimationFrame(resolve))
}
