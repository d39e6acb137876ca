import { type Session, anonymousSession } from '@fairlead/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportsOf, programsOf, run } from '../../../tools/guide-programs.ts'
import { jsonPersister } from './support/persister.ts'

let calls: string[]

/** The harbour's answers to the programs. */
const harbour = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
  const { pathname } = new URL(input as string)
  const path = pathname.replace('/api', '')
  calls.push(`${init.method ?? 'GET'} ${path}`)
  if (path === '/bookings') return Response.json(['N4'])
  return Response.json({ id: '1', name: 'Ever Given', flag: 'PA', ...JSON.parse(String(init.body ?? '{}')) })
}

beforeEach(() => {
  calls = []
  vi.stubGlobal('fetch', harbour)
})
afterEach(() => vi.unstubAllGlobals())

describe('the programs of the guide to queries', () => {
  test('show a query, the keys of pages, and options of all kinds', async () => {
    const [queries = ''] = programsOf('queries')
    const lines = await run(queries, harbour)
    await vi.waitFor(() => expect(lines).toContainEqual(['Ever Given']))
    expect(lines).toContainEqual([[{ api: 'https://harbour.example' }, ['vessels', 'list'], { query: {} }, 'infinite']])
  })

  test('show effects, and a change that is there before its answer', async () => {
    const [declared = '', optimistic = ''] = programsOf('queries-effects')
    const change =
      "show(rename.definition.updates?.({ params: { id: '1' }, data: { id: '1', name: 'Emma' } } as never))"
    const [[updates] = []] = await run(`${declared}\n${change}`, harbour)
    expect(updates).toMatchObject([{ input: { params: { id: '1' } } }])
    expect(await run(optimistic, harbour)).toEqual([])
    expect(calls).toEqual(['PATCH /vessels/1'])
  })

  test('show a store that is read before anything is asked for', async () => {
    const persister = jsonPersister()
    vi.stubGlobal('persister', persister)
    const [offline = ''] = programsOf('queries-offline')
    expect(await run(offline, harbour)).toEqual([])
    expect(persister.did).not.toContain('remove')
    expect(calls).toEqual([])
  })

  test('show what a server writes into its page', async () => {
    const [sessions = ''] = programsOf('queries-sessions')
    const { render } = await exportsOf<{ render(session: Session): Promise<string> }>(sessions)
    expect(await render(anonymousSession())).toContain('N4')
    expect(calls).toEqual(['GET /bookings'])
  })
})
