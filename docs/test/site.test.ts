import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { preview } from 'astro'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, openBrowser } from '../../tools/demo-browser.ts'
import { entryPoints } from '../build/entry-points.ts'
import { groups } from '../src/sidebar/groups.ts'

const docs = dirname(import.meta.dirname)
const dist = join(docs, 'dist')

describe('the sidebar', () => {
  test('has each guide page once', () => {
    const pages = readdirSync(join(docs, 'guide')).filter((file) => file.endsWith('.md'))
    const wanted = pages.map((file) => `guide/${file.slice(0, -3)}`).toSorted()
    const shown = groups.flatMap((group) => group.pages).filter((page) => page.startsWith('guide/'))
    expect(shown.toSorted()).toEqual(wanted)
  })
})

describe('what builds the site', () => {
  test.each(['react', 'react-dom', 'vue', 'typescript'])('brings no second copy of %s', (name) => {
    expect(existsSync(join(docs, 'node_modules', name))).toBe(false)
  })
})

describe('the built site', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof preview>>

  beforeAll(async () => {
    if (!existsSync(join(dist, 'index.html'))) throw new Error('There is no docs/dist: npm run docs builds it.')
    process.env['ASTRO_TELEMETRY_DISABLED'] = '1'
    server = await preview({ root: docs, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } })
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test('has a page in the reference for each entry point of each package', () => {
    const missing = entryPoints().filter(({ page }) => !existsSync(join(dist, 'reference', page, 'index.html')))
    expect(missing).toEqual([])
    expect(entryPoints().length).toBeGreaterThan(50)
  })

  test('asks nobody else for anything, and says no error', async () => {
    const home = `http://127.0.0.1:${server.port}`
    const live = readdirSync(join(docs, 'pages', 'live')).map((file) => `/live/${file.replace('.mdx', '')}/`)
    const context = await browser.newContext()
    const asked: string[] = []
    const errors: string[] = []
    await context.route(
      (url) => url.origin !== home,
      (route) => {
        asked.push(route.request().url())
        return route.abort()
      },
    )
    const page = await context.newPage()
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('response', (response) => {
      if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`)
    })
    for (const path of ['/', '/guide/authentication-flows/', '/reference/core/', '/openapi/', '/benchmarks/', ...live])
      await page.goto(`${home}${path}`, { waitUntil: 'networkidle' })
    await context.close()
    expect(live.length).toBeGreaterThan(0)
    expect({ asked, errors }).toEqual({ asked: [], errors: [] })
  })

  test('finds a page by what it says', async () => {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${server.port}/`)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByPlaceholder('Search').fill('Idempotency-Key')
    const first = page.getByRole('dialog').getByRole('link').first()
    await first.click()
    await page.waitForURL(/\/(guide|reference)\//)
    expect(await page.getByRole('main').textContent()).toContain('Idempotency-Key')
    await page.close()
  })
})
