import { dehydrateQueries } from '@fairlead/query'
import { fairlead } from '@fairlead/vue'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSSRApp } from 'vue'
import { renderToString, renderToWebStream } from 'vue/server-renderer'
import { NOW, harbourClient, newQueryClient, queriesOf, room } from './ssr/room.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }))
afterEach(() => void vi.useRealTimers())

/** Answers one request of one user. */
async function render({ client }: ReturnType<typeof harbourClient>, user: string, write = renderToString) {
  const own = client.auth.createSession()
  await own.signIn({ user })
  const q = queriesOf(client.withSession(own.session))
  const queryClient = newQueryClient()
  const app = createSSRApp(room(q))
    .use(VueQueryPlugin, { queryClient })
    .use(fairlead({ queries: q }))
  const html = await write(app)
  return { html, state: dehydrateQueries(q, queryClient), queryClient }
}

test('a server asks once for each query, and its page and state are what the browser test takes over', async () => {
  const server = harbourClient()
  const { html, state } = await render(server, 'ida')
  expect(html).toBe('<!--[--><h1>authenticated</h1><p>of ida</p><p>no such vessel</p><p>tide 3</p><!--]-->')
  expect(server.asked.toSorted()).toEqual(['GET /tides', 'ida GET /vessels', 'ida GET /vessels/9'])
  await expect(`${JSON.stringify({ html, state }, undefined, 2)}\n`).toMatchFileSnapshot('ssr/page.txt')
})

test('what is sent in pieces is the same page, and its state is whole when the last piece has gone', async () => {
  const whole = await render(harbourClient(), 'ida')
  let pieces = 0
  const inPieces = await render(harbourClient(), 'ida', async (app) => {
    let html = ''
    for await (const piece of renderToWebStream(app).pipeThrough(new TextDecoderStream())) {
      html += piece
      pieces++
    }
    return html
  })
  expect(pieces).toBeGreaterThan(1)
  expect(inPieces.html).toBe(whole.html)
  expect(inPieces.state).toEqual(whole.state)
})

test('users of one server that are rendered at once each get their own', async () => {
  const server = harbourClient()
  const users = ['ida', 'ben', 'ida', 'eva']
  const pages = await Promise.all(users.map((user) => render(server, user)))
  expect(pages.map(({ html }) => /of (\w+)/.exec(html)?.[1])).toEqual(users)
  for (const [at, { state }] of pages.entries())
    for (const other of ['ida', 'ben', 'eva'].filter((name) => name !== users[at]))
      expect(JSON.stringify(state)).not.toMatch(new RegExp(`\\b${other}\\b`))
})

test('a request leaves nothing behind: no subscription, and no QueryClient', async () => {
  const server = harbourClient()
  const subscribe = vi.spyOn(server.client.tags, 'subscribe')
  const left: WeakRef<object>[] = []
  for (let turn = 0; turn < 50; turn++) left.push(new WeakRef((await render(server, 'ida')).queryClient))
  expect(subscribe).not.toHaveBeenCalled()
  const { setFlagsFromString } = await import('node:v8')
  const { runInNewContext } = await import('node:vm')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await expect
    .poll(() => {
      collect()
      return left.filter((each) => each.deref()).length
    })
    .toBeLessThan(5)
}, 20_000)
