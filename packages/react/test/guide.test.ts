import { type Session, anonymousSession } from '@fairlead/core'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportsOf, programsOf, run } from '../../../tools/guide-programs.ts'

const harbour = async (input: string | URL | Request): Promise<Response> =>
  Response.json(new URL(input as string).pathname === '/tides' ? { level: 11.5 } : { id: '1', name: 'Ever Given' })

beforeEach(() => vi.stubGlobal('fetch', harbour))
afterEach(() => vi.unstubAllGlobals())

describe('the programs of the guide to React', () => {
  const [app = '', live = '', server = ''] = programsOf('react')

  test('show an app that has its answer', async () => {
    const asked = `import { registerQueries } from '@fairlead/query'
registerQueries(q, queryClient)
await queryClient.query(q.vessels.byId.queryOptions({ params: { id: '1' } }))`
    const [[element] = [], ...components] = await run(`${app}\n${asked}`, harbour)
    expect(renderToStaticMarkup(element as ReactElement)).toBe('Ever Given')
    expect(components.flat().map((component) => (component as () => unknown).name)).toEqual(['Who', 'Upload', 'Sure'])
  })

  test('show a component of a live connection', async () => {
    expect(await run(live, harbour)).toEqual([[expect.any(Function)]])
  })

  test('show what a server prepares', async () => {
    const { prepare } = await exportsOf<{ prepare(session: Session): Promise<{ state(): unknown }> }>(
      server.replace(/^show.*$/m, ''),
    )
    const { state } = await prepare(anonymousSession())
    expect(JSON.stringify(state())).toContain('11.5')
  })
})
