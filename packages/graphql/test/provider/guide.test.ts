import { createChaosProxy } from '@fairlead/testing/chaos'
import { createRequest } from '@urql/core'
import ts from 'typescript'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportsOf, pageOf, programsOf, run } from '../../../../tools/guide-programs.ts'
import { type Harbour, startHarbour } from '../support/harbour.ts'

let harbour: Harbour
beforeAll(async () => {
  harbour = await startHarbour()
})
afterAll(() => harbour.stop())
beforeEach(async () => {
  harbour.before = answerToRest
  await rename('1', 'Ever Given')
  await rename('2', 'Emma')
  harbour.seen.length = 0
  harbour.bookings.length = 0
})
afterEach(() => vi.unstubAllGlobals())

async function rename(id: string, name: string): Promise<void> {
  const query = 'mutation ($id: ID!, $name: String!) { rename(id: $id, name: $name) { id } }'
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ query, variables: { id, name } })
  await fetch(`${harbour.origin}/graphql`, { method: 'POST', headers, body })
}

/** What is no GraphQL on the server of the pages: REST, signing in, and a gate that is closed. */
async function answerToRest({ url, headers }: Request): Promise<Response | undefined> {
  if (headers.get('x-harbour') === 'closed') return new Response('<html>closed', { status: 502 })
  if (url.endsWith('/login')) return Response.json({ access_token: 'a1', refresh_token: 'r1', sub: 'ann' })
  if (!url.endsWith('/vessels/1/name')) return undefined
  await rename('1', 'Emma')
  return new Response(null, { status: 204 })
}

const here = (program: string, origin = harbour.origin): string => program.replaceAll('https://harbour.example', origin)
const runHere = (program: string): Promise<unknown[][]> => run(here(program), fetch)
const methods = (): string[] => harbour.seen.map(({ method }) => method)

/** Tells of a berth until the work is done, as nobody knows when a subscription has begun on the server. */
async function whileTelling<T>(vessel: string, berth: () => string, work: Promise<T>): Promise<T> {
  const timer = setInterval(() => harbour.berth(vessel, berth()), 10)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

describe('the programs of the guide to GraphQL', () => {
  const [start = '', vue = ''] = programsOf('graphql')

  test('show outcomes, parts, options, persisted documents, files and the outbox', async () => {
    expect(await runHere(start)).toEqual([
      ['ok', 'Ever Given'],
      ['ok', 'Emma'],
      ['1,2,3'],
      ['1', ['vessel', 'secret']],
      ['POST /graphql: the server reports 1 error: at vessel.secret'],
      ['failed', 'graphql'],
      ['failed', 'validation', "POST /graphql Vessel: the variable 'id' is missing"],
      ['ok', '1', undefined, false],
      ['ok', '1', 7, true],
      ['failed', 'timeout'],
      ['abort'],
      [3],
      [['manifest.txt: nine crates']],
      ['sent', { book: 'N4' }],
      ['rejected'],
    ])
    expect(harbour.bookings).toEqual(['N4'])
    // The hash alone, which the server does not know, and then the text.
    const all = harbour.seen.filter(({ url, body }) => url.includes('All') || body.includes('All'))
    expect(all.map(({ method }) => method)).toEqual(['GET', 'POST'])
  })

  test('show an answer in React', async () => {
    const [, jsx = ''] = /```tsx\n([^]*?)```/.exec(pageOf('graphql')) ?? []
    const options = {
      jsx: ts.JsxEmit.React,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    }
    const { outputText } = ts.transpileModule(here(jsx), { compilerOptions: options })
    const program = `import * as React from 'react'\n${outputText.replaceAll(/^(import .*);$/gm, '$1')}`
    type Page = { page(id: string): never; gql: { query(...asked: [object, object, object]): Promise<unknown> } }
    const { page, gql } = await exportsOf<Page>(program)
    const { renderToStaticMarkup } = await import('react-dom/server')
    expect(renderToStaticMarkup(page('1'))).toBe('<button>…</button>')
    // As the hook has it.
    const { query } = createRequest('query Vessel($id: ID!) { vessel(id: $id) { id name } }', {})
    await gql.query(query, { id: '1' }, { timeouts: { totalMs: 5_000 } })
    expect(renderToStaticMarkup(page('1'))).toBe('<button>Ever Given</button>')
  })

  test('show an answer in Vue', async () => {
    const { app } = await exportsOf<{ app: never }>(here(vue))
    const { renderToString } = await import('vue/server-renderer')
    expect(await renderToString(app)).toBe('<p>Ever Given</p>')
  })
})

describe('the programs of what is kept', () => {
  const [tags = '', graphcache = '', rendered = ''] = programsOf('graphql-caching')

  test('show tags that REST and GraphQL share', async () => {
    expect(await runHere(tags)).toEqual([
      ['Ever Given'],
      ['Ever Given', false],
      ['Emma', true],
      [['graphql:Vessel', 'vessel:1', 'fleet']],
      ['Ever Given'],
    ])
  })

  test('show graphcache, which a mutation changes without a question', async () => {
    expect(await runHere(graphcache)).toEqual([['Emma'], ['Mars']])
    expect(methods()).toEqual(['POST', 'POST'])
  })

  test('show a page whose data cannot end its script', async () => {
    await rename('1', '</script><script>alert(1)')
    harbour.seen.length = 0
    expect(await runHere(rendered)).toEqual([[1], ['ok', '</script><script>alert(1)']])
    // The server of the page has asked, and the browser has not.
    expect(methods()).toEqual(['POST'])
  })
})

describe('the programs of subscriptions', () => {
  const [first = '', gaps = '', params = ''] = programsOf('graphql-subscriptions')

  test('show a result over server-sent events', async () => {
    expect(await whileTelling('1', () => 'b-4', runHere(first))).toEqual([['b-4']])
  })

  test('show a gap, and a list that catches up', async () => {
    const proxy = await createChaosProxy({ targetPort: Number(new URL(harbour.origin).port) })
    let berth = 'b-1'
    const { WebSocket } = globalThis
    /** Its first result breaks the link. */
    vi.stubGlobal(
      'WebSocket',
      class extends WebSocket {
        constructor(url: string, protocols?: string[]) {
          super(url, protocols)
          this.addEventListener('message', ({ data }) => {
            if (berth === 'b-2' || !String(data).includes('b-1')) return
            berth = 'b-2'
            setTimeout(() => proxy.fault('rst'))
          })
        }
      },
    )
    const program = here(gaps, `http://127.0.0.1:${proxy.port}`)
    const lines = await whileTelling('1', () => berth, run(program, fetch))
    expect(lines.filter((line, index) => String(line) !== String(lines[index - 1]))).toEqual([
      [3],
      ['b-1'],
      ['may have missed results', 'Berth'],
      ['b-2'],
      ['caught up', 3],
    ])
    await proxy.close()
  })

  test('show what a connection begins with', async () => {
    expect(await whileTelling('2', () => 'b-9', runHere(params))).toEqual([['b-9']])
  })
})

test('the program of the reasons shows each', async () => {
  const [reasons = ''] = programsOf('graphql-reasons')
  const lines = await runHere(reasons)
  expect(lines.slice(-5)).toEqual([
    ['partial', 'errors'],
    ['failed', 'document'],
    ['failed', 'errors'],
    ['failed', 502],
    ['failed', 'validation'],
  ])
  expect(lines.slice(0, -5)).toEqual([
    ['/graphql Secret', 'graphql'],
    ['/graphql Wrong', 'graphql'],
    ['/graphql Away', 'http'],
  ])
})

describe('the programs of a move', () => {
  const [apollo = '', urql = ''] = programsOf('migrating-from-apollo-and-urql')

  test('show what becomes of links', async () => {
    expect(await runHere(apollo)).toEqual([['ok', 'Ever Given', 'Bearer a1']])
  })

  test('show two steps from urql', async () => {
    expect(await runHere(urql)).toEqual([['Ever Given'], ['Ever Given']])
  })
})
