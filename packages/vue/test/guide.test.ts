import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { exportsOf, programsOf, run } from '../../../tools/guide-programs.ts'

const harbour = async (): Promise<Response> => Response.json({ name: 'Ann' })

beforeEach(() => vi.stubGlobal('fetch', harbour))
afterEach(() => vi.unstubAllGlobals())

describe('the programs of the guide to Vue', () => {
  const [app = '', live = '', server = ''] = programsOf('vue')

  test('show an app', async () => {
    const [[root] = []] = await run(`${app}\nshow(app)`, harbour)
    expect(await renderToString(root as ReturnType<typeof createSSRApp>)).toBe('<p>Please sign in</p>')
  })

  test('show a composable of a live connection', async () => {
    expect(await exportsOf(live)).toEqual({ useBerths: expect.any(Function) })
  })

  test('show a page that a server renders', async () => {
    const { page } = await exportsOf<{ page(token: string): Promise<{ html: string; state: object }> }>(server)
    const { html, state } = await page('a1')
    expect(html).toBe('<p>Ann</p>')
    expect(JSON.stringify(state)).toContain('Ann')
    expect(JSON.stringify(state)).not.toContain('a1')
  })
})
