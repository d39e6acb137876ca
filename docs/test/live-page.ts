import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { ExampleName } from '../src/live/examples.ts'
import { mounts } from './live-mount.tsx'

/** The frameworks that every example is written in, and does the same in. */
export const frameworks: readonly string[] = Object.keys(mounts)

/** How long something may take that takes no time on a quick machine. */
export const soon = { timeout: 10_000 } as const

/** What a test sees of an example, and does with it. */
export interface LivePage {
  /** The texts of the elements that a selector finds. */
  readonly texts: (selector: string) => readonly string[]
  /** The sentence of the example. */
  readonly sentence: () => string | undefined
  /** How many requests the server has had, then the calls that they were for, the latest first. */
  readonly sent: () => readonly string[]
  /** Waits for a button, and presses it. */
  readonly press: (name: string) => Promise<void>
  /** Chooses what goes wrong. */
  readonly fault: (label: string) => Promise<void>
}

/** An example in a page of its own for each test, without a network. */
export function openLive(framework: string, name: ExampleName): LivePage {
  let place: HTMLElement
  let leave = (): void => {}
  beforeEach(() => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('the network is off')))
    // No backoff waits by chance.
    vi.spyOn(Math, 'random').mockReturnValue(0)
    place = document.body.appendChild(document.createElement('main'))
    leave = mounts[framework]?.(name, place) ?? leave
  })
  afterEach(() => {
    leave()
    place.remove()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  const textOf = ({ textContent }: Element): string => textContent.replaceAll(/\s+/g, ' ').trim()
  const all = (selector: string): readonly HTMLElement[] => [...place.querySelectorAll<HTMLElement>(selector)]
  const texts: LivePage['texts'] = (selector) => all(selector).map(textOf)

  async function click(selector: string, text: string): Promise<void> {
    const found = (): HTMLElement | undefined =>
      all(selector).find((each) => textOf(each) === text && !each.matches(':disabled'))
    await expect.poll(found, { ...soon, message: `no “${text}” to press` }).toBeDefined()
    found()?.click()
  }

  return {
    texts,
    sentence: () => texts('[role=status]')[0],
    sent: () => [
      ...texts('output'),
      ...all('.live-timeline li').map((row) => [...row.children].map(textOf).join(' | ')),
    ],
    press: (text) => click('button', text),
    fault: (label) => click('label', label),
  }
}
