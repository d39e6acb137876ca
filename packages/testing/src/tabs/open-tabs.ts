import { until } from '../conformance/assert.ts'
import { type PageWork, type TabContext, type TabPage, callOf } from './page.ts'

/** Which tabs are opened. */
export interface TabOptions {
  /** The page each tab shows. Web Locks need a secure one: HTTPS, or HTTP on loopback. */
  readonly url: string
  /** @defaultValue 2 */
  readonly count?: number
}

/** Tabs of one browser, numbered from 0. */
export interface Tabs {
  /** How many are open. */
  readonly count: number
  /** Runs code in one tab. */
  run<Result, Argument = undefined>(
    index: number,
    work: PageWork<Result, Argument>,
    ...argument: Argument extends undefined ? [] : [argument: Argument]
  ): Promise<Result>
  /** Runs code in all tabs, which begin by one signal. What each gave; undefined for one that was closed meanwhile. */
  runInAll<Result, Argument = undefined>(
    work: PageWork<Result, Argument>,
    ...argument: Argument extends undefined ? [] : [argument: Argument]
  ): Promise<(Result | undefined)[]>
  /** Waits at most two seconds until a tab holds a Web Lock whose name contains the text; its number. */
  holderOf(lockName: string): Promise<number>
  /** Closes a tab at once, whatever it is doing. */
  closeTab(index: number): Promise<void>
  /** Closes all tabs. */
  close(): Promise<void>
}

const CHANNEL = 'fairlead:tabs'
const SIGN = 'fairlead:tab:'

/**
 * Opens tabs of a real browser at one page, to see what they do at the same moment. Playwright is yours: give it a context
 * of its `browser.newContext()`.
 *
 * @example
 * ```ts
 * const tabs = await openTabs(await browser.newContext(), { url, count: 6 })
 * const answers = await tabs.runInAll(() => window.client.get('/vessels').json())
 * await tabs.closeTab(await tabs.holderOf('bearer'))
 * await tabs.close()
 * ```
 */
export async function openTabs(context: TabContext, { url, count = 2 }: TabOptions): Promise<Tabs> {
  const pages = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const page = await context.newPage()
      await page.goto(url)
      // A lock that is held as long as the tab lives tells whose other locks are.
      await page.evaluate(`void navigator.locks.request('${SIGN}${index}', () => new Promise(() => {}))`)
      return page
    }),
  )
  const isOpen = (page: TabPage): boolean => !page.isClosed()
  const pageAt = (index: number): TabPage => {
    const page = pages[index]
    if (page && isOpen(page)) return page
    throw new Error(`tab ${index} is not open`)
  }

  async function holder(lockName: string): Promise<number> {
    const page = pages.find(isOpen)
    const held = (await page?.evaluate('navigator.locks.query().then(({ held }) => held)')) as LockInfo[] | undefined
    const found = held?.find(({ name = '' }) => name.includes(lockName) && !name.startsWith(SIGN))
    const sign = held?.find(({ name, clientId }) => clientId === found?.clientId && name?.startsWith(SIGN))
    return sign?.name === undefined ? -1 : Number(sign.name.slice(SIGN.length))
  }

  return {
    get count() {
      return pages.filter(isOpen).length
    },
    run: async (index, work, ...[argument]) =>
      (await pageAt(index).evaluate(callOf(work, argument as never, index))) as never,
    async runInAll(work, ...[argument]) {
      const starter = pages.find(isOpen)
      const ends = Promise.allSettled(
        pages.map((page, index) => ifOpen(page, armed(callOf(work, argument as never, index)))),
      )
      // A page begins what it is given in order: once this is answered, the work listens.
      await Promise.all(pages.map((page) => ifOpen(page, '0')))
      await starter?.evaluate(`{
        const channel = new BroadcastChannel('${CHANNEL}')
        channel.postMessage('begin')
        channel.close()
      }`)
      return (await ends).map((end) => {
        if (end.status === 'rejected') throw end.reason
        return end.value
      }) as never
    },
    async holderOf(lockName) {
      let index = -1
      await until(async () => (index = await holder(lockName)) >= 0, `a tab holds a lock named ${lockName}`)
      return index
    },
    closeTab: async (index) => pageAt(index).close(),
    async close() {
      await Promise.all(pages.filter(isOpen).map((page) => page.close()))
    },
  }
}

/** Work that begins when the channel says so. Timers would not do: browsers slow those of hidden tabs. */
function armed(call: string): string {
  return `new Promise((resolve, reject) => {
    const channel = new BroadcastChannel('${CHANNEL}')
    channel.onmessage = () => {
      channel.close()
      Promise.resolve().then(() => ${call}).then(resolve, reject)
    }
  })`
}

/** A tab that is closed gives nothing. */
async function ifOpen(page: TabPage, expression: string): Promise<unknown> {
  if (page.isClosed()) return undefined
  try {
    return await page.evaluate(expression)
  } catch (error) {
    if (page.isClosed()) return undefined
    throw error
  }
}
