// Pictures of the demo for judging by eye, both rooms in one picture, and what their accessibility trees do not share:
// node tools/demo-screenshots.ts <folder> [wide-light] [narrow-dark] …
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Page, openBrowser } from './demo-browser.ts'
import { startDemo } from './demo-process.ts'
import { scenesOf } from './demo-scenes.ts'

const screens = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 390, height: 844 },
  /** A phone on which nothing has to be scrolled. */
  long: { width: 390, height: 1900 },
}
/** How the pictures of the two rooms lie beside each other. */
const flow = { wide: 'column', narrow: 'row', long: 'row' }
const schemes = ['light', 'dark'] as const

type Screen = keyof typeof screens
type Scheme = (typeof schemes)[number]

interface Visit {
  /** Of the scenes, in the order they are to be shot in. */
  readonly names: readonly string[]
  readonly shoot: (name: string) => Promise<Shot>
  readonly leave: () => Promise<void>
}

interface Shot {
  readonly picture: Buffer
  /** The accessibility tree, as text; numbers, which differ from run to run, are left out. */
  readonly tree: string
}

const [folder, ...wanted] = process.argv.slice(2)
if (folder === undefined) throw new Error('Usage: node tools/demo-screenshots.ts <folder> [wide-light] …')
mkdirSync(folder, { recursive: true })
const browser = await openBrowser()
try {
  for (const screen of Object.keys(screens) as (keyof typeof screens)[]) {
    for (const scheme of schemes) {
      const name = `${screen}-${scheme}`
      if (wanted.length === 0 || wanted.includes(name)) await photograph(join(folder, name), screen, scheme)
    }
  }
} finally {
  await browser.close()
}

async function photograph(path: string, screen: Screen, scheme: Scheme): Promise<void> {
  const [react, vue] = await Promise.all([visit('react', screen, scheme), visit('vue', screen, scheme)])
  try {
    for (const name of react.names) {
      const [left, right] = await Promise.all([react.shoot(name), vue.shoot(name)])
      writeFileSync(`${path}-${name}.png`, await beside(flow[screen], [left, right]))
      if (left.tree === right.tree) continue
      console.log(`${path}-${name}: the trees differ`)
      writeFileSync(`${path}-${name}-react.yml`, left.tree)
      writeFileSync(`${path}-${name}-vue.yml`, right.tree)
    }
  } finally {
    await Promise.all([react.leave(), vue.leave()])
  }
}

/** Enters a room whose harbour nobody has used before. */
async function visit(room: 'react' | 'vue', screen: Screen, colorScheme: Scheme): Promise<Visit> {
  const demo = await startDemo()
  const origin = demo.origin ?? ''
  await (await fetch(`${origin}/${room}/`)).text()
  const context = await browser.newContext({ viewport: screens[screen], colorScheme, locale: 'en-GB' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const tab = crypto.randomUUID()
  await page.addInitScript((name) => sessionStorage.setItem('harbour-tab', name), tab)
  // The harbour without trouble, as it says itself.
  const calm = (await (await fetch(`${origin}/api/faults`)).json()) as object
  const setFaults = async (change: object = {}): Promise<void> => {
    const headers = { 'content-type': 'application/json', 'harbour-tab': tab }
    await fetch(`${origin}/api/faults`, { method: 'PUT', headers, body: JSON.stringify({ ...calm, ...change }) })
  }
  const go = async (search: string): Promise<void> => {
    await page.goto(`${origin}/${room}/${search}`)
    await page.waitForTimeout(400)
  }
  const leave = async (): Promise<void> => {
    await context.close()
    await demo.stop()
  }
  const scenes = scenesOf(page, go, setFaults)
  const shoot = async (name: string): Promise<Shot> => {
    // What does not come is worth a picture too.
    await scenes
      .get(name)?.()
      .catch((error: unknown) => console.log(`${room} ${name}: ${String(error)}`))
    return { picture: await page.screenshot(), tree: await treeOf(page) }
  }
  return { names: [...scenes.keys()], shoot, leave }
}

async function treeOf(page: Page): Promise<string> {
  return (await page.locator('body').ariaSnapshot()).replaceAll(/\d+/g, '0').replaceAll(/\/(react|vue)\//g, '/')
}

async function beside(direction: string, shots: readonly Shot[]): Promise<Buffer> {
  const page = await browser.newPage()
  const images = shots.map(({ picture }) => `<img src="data:image/png;base64,${picture.toString('base64')}">`)
  await page.setContent(
    `<div style="display:inline-flex;flex-direction:${direction};gap:12px;background:#c0f">${images.join('')}</div>`,
  )
  const both = await page.locator('div').screenshot()
  await page.close()
  return both
}
