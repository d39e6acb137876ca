// Pictures of the built site for judging by eye, at two widths and in both themes:
// node docs/build/screenshots.ts <folder> [home guide …]
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { preview } from 'astro'
import { openBrowser } from '../../tools/demo-browser.ts'

const root = dirname(import.meta.dirname)
const pages: Readonly<Record<string, string>> = {
  home: '/',
  start: '/guide/getting-started/',
  guide: '/guide/caching/',
  diagrams: '/guide/authentication-flows/',
  live: '/live/retries/',
  reference: '/reference/cache/',
  openapi: '/openapi/',
  benchmarks: '/benchmarks/',
  decision: '/decisions/0009-a-cache-of-our-own/',
}
const widths = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } }
const themes = ['light', 'dark'] as const

const [folder, ...wanted] = process.argv.slice(2)
if (folder === undefined) throw new Error('Usage: node docs/build/screenshots.ts <folder> [home guide …]')
mkdirSync(folder, { recursive: true })
process.env['ASTRO_TELEMETRY_DISABLED'] = '1'
const server = await preview({ root, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } })
const browser = await openBrowser()
try {
  for (const [width, viewport] of Object.entries(widths)) {
    for (const theme of themes) {
      const page = await browser.newPage({ viewport, colorScheme: theme })
      for (const [name, path] of Object.entries(pages)) {
        if (wanted.length > 0 && !wanted.includes(name)) continue
        await page.goto(`http://127.0.0.1:${server.port}${path}`, { waitUntil: 'networkidle' })
        await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) })
        const across = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (across > 0) console.log(`${path} at ${width}: ${across} px wider than the screen`)
      }
      await page.close()
    }
  }
} finally {
  await browser.close()
  await server.stop()
}
