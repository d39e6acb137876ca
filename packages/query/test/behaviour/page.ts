import { expect } from 'vitest'
import type { Around, Driver, Mounted, View } from './driver.ts'
import type { Harbour } from './harbour.ts'

/** A page of one case: what stands there, all that has stood there, and what one can press. */
export interface Page extends Mounted {
  text(name: string): string
  /** Every text that a view has ever shown, in turn, since it was mounted; a case may empty it. */
  readonly seen: string[]
  readonly failures: unknown[]
  press(name: string, button: string): void
  settles(name: string, text: string | RegExp): Promise<void>
  close(): void
}

/** Mounts views over a harbour. */
export function pageOf(
  driver: Driver,
  { q, queryClient }: Harbour,
  views: readonly View[],
  more: Partial<Around> = {},
): Page {
  const place = document.body.appendChild(document.createElement('main'))
  const [seen, failures]: [string[], unknown[]] = [[], []]
  const texts = new Map<string, string>()
  const watcher = new MutationObserver(look)
  // What a framework only hides is not shown.
  watcher.observe(place, { subtree: true, characterData: true, childList: true, attributes: true })
  const mounted = driver.mount(place, views, {
    queryClient,
    queries: q,
    strict: true,
    failed: (error) => failures.push(error),
    ...more,
  })
  const section = (name: string): Element | null => place.querySelector(`[data-view="${name}"]`)
  const text = (name: string): string =>
    [...(section(name)?.querySelectorAll('p') ?? [])].find((each) => each.checkVisibility())?.textContent ?? ''

  function look(): void {
    for (const each of place.querySelectorAll('[data-view]')) {
      const name = each.getAttribute('data-view') as string
      const now = text(name)
      if (texts.get(name) !== now) seen.push(now)
      texts.set(name, now)
    }
  }
  return {
    ...mounted,
    text,
    seen,
    failures,
    press(name, button) {
      const found = [...(section(name)?.querySelectorAll('button') ?? [])].find((each) => each.textContent === button)
      if (!found) throw new Error(`there is no button '${button}' in '${name}'`)
      found.click()
    },
    async settles(name, wanted) {
      await expect
        .poll(() => text(name), { interval: 5 })
        .toMatch(typeof wanted === 'string' ? exactly(wanted) : wanted)
    },
    close() {
      mounted.unmount()
      watcher.disconnect()
      place.remove()
      queryClient.clear()
    },
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
}
