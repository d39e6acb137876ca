import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { programsOf } from '../../../../../tools/guide-programs.ts'
import { type Answers, type Harbour, type Heard, json, startHarbour } from './harbour.ts'

/** A harbour where the access token of a sign-in has just expired. */
const answers: Answers = ({ method, path, headers }, answer) => {
  const grant = { access_token: 'a1', refresh_token: 'r1', sub: 'ann' }
  const vessels = [{ id: 'aurora', name: 'Aurora' }]
  if (path === '/api/login') json(answer, { ...grant, access_token: 'expired' })
  else if (path === '/api/refresh') json(answer, grant)
  else if (path.startsWith('/api/berths')) {
    if (headers.authorization === 'Bearer a1') json(answer, ['N4'])
    else json(answer, {}, { status: 401 })
  } else if (path.endsWith('/nobody')) {
    json(answer, { title: 'No such vessel' }, { status: 404, 'content-type': 'application/problem+json' })
  } else if (path.endsWith('/moorings')) json(answer, { from: '2026-05-01T06:12:00Z' }, { status: 201 })
  else if (method === 'POST') json(answer, { result: { id: 7 } }, { status: 201, location: '/api/bookings/7' })
  else json(answer, headers['accept-language'] === 'no' ? { result: vessels } : vessels)
}

let harbour: Harbour
beforeAll(async () => {
  harbour = await startHarbour(answers)
})
afterAll(() => harbour.stop())
beforeEach(() => void harbour.heard())

/** What a program decides of its requests, less what its library adds by itself. */
const decided = (heard: readonly Heard[]): unknown[] =>
  heard.map(({ method, path, headers, body }) => [
    `${method} ${path}`,
    headers['content-type'],
    headers['x-tenant'],
    headers['accept-language'],
    body,
  ])

const paths = (): string[] => harbour.heard().map(({ method, path }) => `${method} ${path}`)

describe('the programs for those who come from axios and ky', () => {
  const [axios = '', afterAxios = '', overAxios = ''] = programsOf('migrating-from-axios')
  const [ky = '', afterKy = '', overKy = ''] = programsOf('migrating-from-ky')

  test.each([
    ['axios', axios, afterAxios],
    ['ky', ky, afterKy],
  ])('send the same and show the same, before and after: %s', async (_, before, after) => {
    const shown = await harbour.run(before)
    const sent = decided(harbour.heard())
    expect(shown).toHaveLength(2)
    expect(shown[1]).toEqual([404, 'No such vessel'])
    expect(sent).toHaveLength(3)
    expect(sent[1]).toEqual(['POST /api/bookings', 'application/json', 'north', 'no', '{"berth":"N4"}'])

    expect(await harbour.run(after)).toEqual(shown)
    expect(decided(harbour.heard())).toEqual(sent)
  })

  test.each([
    ['axios', overAxios],
    ['ky', overKy],
  ])('work with the library over the client: %s', async (_, program) => {
    expect(await harbour.run(program)).toEqual([[[{ id: 'aurora', name: 'Aurora' }]]])
    expect(paths()).toEqual(['GET /api/vessels?flag=no'])
  })
})

describe('the programs for those who come from axios-retry and axios-auth-refresh', () => {
  const [after = '', step = ''] = programsOf('migrating-from-axios-retry-and-axios-auth-refresh')

  test.each([
    ['after', after],
    ['with axios over the client', step],
  ])('sign in, and refresh what has expired: %s', async (_, program) => {
    expect(await harbour.run(program)).toEqual([[['N4']]])
    expect(paths()).toEqual(['POST /api/login', 'GET /api/berths', 'POST /api/refresh', 'GET /api/berths'])
  })
})

describe('the program for those who come from ts-rest', () => {
  const [after = ''] = programsOf('migrating-from-ts-rest')

  test('sends what ts-rest sends, and shows the same', async () => {
    expect(await harbour.run(after)).toEqual([[[{ id: 'aurora', name: 'Aurora' }], 'No such vessel'], [2026]])
    // As @ts-rest/core 3.53.0-rc.1 sends it.
    expect(decided(harbour.heard())).toEqual([
      ['GET /api/vessels?flag=no', undefined, 'north', '*', ''],
      ['GET /api/vessels/nobody', undefined, 'north', '*', ''],
      ['POST /api/vessels/aurora/moorings', 'application/json', 'north', '*', '{"berth":"N4"}'],
    ])
  })
})
