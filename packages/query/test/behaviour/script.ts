import { afterEach, describe, test } from 'vitest'
import type { Driver, View } from './driver.ts'
import { type Harbour, harbour } from './harbour.ts'
import { type Page, pageOf } from './page.ts'
import { mistakes } from './mistakes.ts'
import { reading } from './reading.ts'
import { sessions } from './sessions.ts'
import { waiting } from './waiting.ts'
import { writing } from './writing.ts'

/** What a case has to do with. */
export interface Stage {
  readonly driver: Driver
  readonly harbour: typeof harbour
  /** Mounts views; the page goes at the end of the case. */
  page(rig: Harbour, views: readonly View[], more?: Parameters<typeof pageOf>[3]): Page
}

/** One thing that holds in every framework. */
export type Case = readonly [says: string, run: (stage: Stage) => Promise<void>]

/** Runs the whole script on one framework. */
export function behaves(driver: Driver): void {
  const pages: Page[] = []
  const stage: Stage = {
    driver,
    harbour,
    page(rig, views, more) {
      const page = pageOf(driver, rig, views, more)
      pages.push(page)
      return page
    },
  }
  afterEach(() => {
    for (const page of pages.splice(0)) page.close()
  })
  for (const [area, cases] of Object.entries({ reading, waiting, writing, sessions, mistakes }))
    describe(`${driver.name}: ${area}`, () => {
      // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- the cases have both
      for (const [says, run] of cases) test(says, () => run(stage))
    })
}
