import { fairlead } from '@fairlead/vue'
import { type DehydratedState, VueQueryPlugin, hydrate } from '@tanstack/vue-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type App, createSSRApp } from 'vue'
// What the test of the server has found it to send.
import sent from './ssr/page.txt?raw'
import { NOW, harbourClient, newQueryClient, queriesOf, room } from './ssr/room.ts'

const rendered = JSON.parse(sent) as { readonly html: string; readonly state: DehydratedState }

let place: HTMLElement
let app: App | undefined
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  place = document.body.appendChild(document.createElement('main'))
  place.innerHTML = rendered.html
})
afterEach(() => {
  app?.unmount()
  place.remove()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Takes over the page that the server has sent for ida. */
async function takeOver(user: string) {
  const page = harbourClient()
  await page.client.auth.signIn({ user })
  const q = queriesOf(page.client)
  const queryClient = newQueryClient()
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const warnings: string[] = []
  const seen: string[] = []
  const watcher = new MutationObserver(() => void seen.push(place.textContent ?? ''))
  watcher.observe(place, { childList: true, characterData: true, subtree: true })
  app = createSSRApp(room(q))
    .use(VueQueryPlugin, { queryClient })
    .use(fairlead({ queries: q }))
  app.config.warnHandler = (message) => void warnings.push(message)
  hydrate(queryClient, structuredClone(rendered.state))
  app.mount(place)
  return { ...page, queryClient, told, warnings, seen, paragraph: place.querySelector('p') }
}

test('a page takes over what the server has sent: no request, no mismatch, and its nodes stay', async () => {
  const before = place.querySelector('p')
  const { asked, told, warnings, paragraph, seen, client } = await takeOver('ida')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(place.textContent).toBe('authenticatedof idano such vesseltide 3')
  expect(paragraph).toBe(before)
  expect([asked, warnings, told.mock.calls, seen]).toEqual([[], [], [], []])
  // And it lives: the next user has another page.
  await client.auth.signIn({ user: 'ben' })
  await expect.poll(() => place.textContent).toBe('authenticatedof benno such vesseltide 3')
  expect(asked.toSorted()).toEqual(['ben GET /vessels', 'ben GET /vessels/9'])
})

test('what was rendered for another user is not shown to this one', async () => {
  const { asked, queryClient } = await takeOver('ben')
  expect(place.textContent).not.toContain('ida')
  await expect.poll(() => place.textContent).toBe('authenticatedof benno such vesseltide 3')
  expect(asked.toSorted()).toEqual(['ben GET /vessels', 'ben GET /vessels/9'])
  expect(
    JSON.stringify(
      queryClient
        .getQueryCache()
        .getAll()
        .map(({ queryKey }) => queryKey),
    ),
  ).not.toContain('"ida"')
})
