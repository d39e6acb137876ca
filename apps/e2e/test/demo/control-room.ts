import { type Browser, type Page, openBrowser } from '../../../../tools/demo-browser.ts'
import { type DemoProcess, startDemo } from '../../../../tools/demo-process.ts'
import { expect, inject } from 'vitest'
import type { Gate } from './gate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the control room that is tested. */
    framework: 'react' | 'vue'
  }
}

/** One visit to the control room in a browser context of its own. */
export interface Visit {
  readonly page: Page
  /** Goes to an address of the room and waits until no call is under way. */
  readonly go: (search?: string) => Promise<void>
  /** Chooses how often a fault strikes, as a person does. */
  readonly fault: (legend: string, choice: string) => Promise<void>
  /** What the newest call of a template shows in the timeline, its attempts opened. */
  readonly line: (method: string, template: string) => Promise<LineShown>
  /** Ends the visit and fails where the page complained or asked another origin for anything. */
  readonly leave: () => Promise<void>
}

/** A row of the timeline. */
export interface LineShown {
  /** What the cache did, in a word, such as `hit`; empty where it says nothing. */
  readonly cache: string
  readonly outcome: string
  readonly reason: string
  readonly attempts: readonly string[]
}

/** The demo and a browser, shared by the tests of one file. */
export interface Room {
  readonly demo: DemoProcess
  /** Where browsers find the control room, such as `http://127.0.0.1:4173/vue/`. */
  readonly home: string
  readonly visit: (options?: Parameters<Browser['newContext']>[0]) => Promise<Visit>
  readonly close: () => Promise<void>
}

/**
 * Starts the real command and a real browser.
 * @param gate stands before the demo; browsers see the demo where the gate is
 */
export async function openRoom(gate?: Gate): Promise<Room> {
  const [demo, browser] = await Promise.all([startDemo(gate && { ORIGIN: gate.origin }), openBrowser()])
  const { origin } = demo
  if (origin === undefined) throw new Error(`The demo did not start:\n${demo.output()}`)
  gate?.leadTo(origin)
  // The tests run once for each framework: `vitest.config.ts` says for which.
  const home = `${gate?.origin ?? origin}/${inject('framework')}/`
  // It is built when it is first asked for, which takes a while.
  await (await fetch(home)).text()
  return {
    demo,
    home,
    visit: (options) => visitOf(browser, home, options),
    async close() {
      await browser.close()
      await gate?.close()
      await demo.stop()
    },
  }
}

/** Signs an officer in, as a person does, and waits until the room says so. */
export async function signIn(page: Page, name = 'Maren Holt'): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name }).click()
  await page.locator('.session-who').getByText(name).waitFor()
}

async function visitOf(
  browser: Browser,
  home: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // The browser itself writes a line for every answer of 400 and more and for one that is cut; those are what the tests are about.
    const ofAnswer =
      /^Failed to load resource: (the server responded with a status of|net::ERR_(INCOMPLETE|CONTENT_LENGTH_MISMATCH|EMPTY_RESPONSE|CONNECTION_RESET))/.test(
        message.text(),
      )
    if (['error', 'warning'].includes(message.type()) && !ofAnswer) complaints.push(message.text())
  })
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(home).origin) complaints.push(`asked ${request.url()}`)
  })
  return {
    page,
    async go(search = '') {
      await page.goto(home + search)
      await page.locator('.line').first().waitFor({ state: 'attached' })
      await page.locator('.line[data-tone=running]').first().waitFor({ state: 'detached' })
    },
    fault: async (legend, choice) => {
      const choose = page.getByRole('group', { name: legend }).getByRole('radio', { name: choice, exact: true })
      await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'PUT'), choose.check()])
    },
    async line(method, template) {
      const row = page.locator(`.line[data-method="${method}"][data-template="${template}"]`).first()
      await row.and(page.locator(':not([data-tone=running])')).waitFor()
      if ((await row.locator('details[open]').count()) === 0) await row.locator('summary').click()
      return {
        cache: (await row.locator('.cache-chip b').allInnerTexts()).join(' '),
        outcome: await row.locator('.line-outcome').innerText(),
        reason: await row.locator('.line-reason').innerText(),
        attempts: await row.locator('.trips li').allInnerTexts(),
      }
    },
    async leave() {
      await context.close()
      expect(complaints).toEqual([])
    },
  }
}
