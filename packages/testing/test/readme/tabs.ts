import { openTabs } from '@fairlead/testing/tabs'
import { chromium } from 'playwright'

const browser = await chromium.launch()
const tabs = await openTabs(await browser.newContext(), { url: 'http://localhost:5173/', count: 6 })

const statuses = await tabs.runInAll(async (path) => (await fetch(path)).status, '/api/vessels')
console.log(statuses)

const ends = tabs.runInAll((_, index) =>
  navigator.locks.request('berth', () => fetch(`/api/slow/${index}`)).then(() => index),
)
await tabs.closeTab(await tabs.holderOf('berth'))
console.log(await ends)

await browser.close()
