import { dehydrateQueries, registerQueries } from '@fairlead/query'
import { type DehydratedState, QueryClient, environmentManager } from '@tanstack/react-query'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToReadableStream } from 'react-dom/server'
import { flushSync } from 'react-dom'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { harbour } from '../../query/test/behaviour/harbour.ts'
import { Page, answer } from './rendered.tsx'

const SETTINGS = { defaultOptions: { queries: { staleTime: 60_000 } } }

let place: HTMLElement
let root: { unmount(): void } | undefined
beforeEach(() => {
  place = document.body.appendChild(document.createElement('main'))
})
afterEach(() => {
  if (root) flushSync(() => root?.unmount())
  root = undefined
  place.remove()
})
const text = (id: string) => place.querySelector(`#${id}`)?.textContent

/** One request of a server: what is fetched before, what suspends, and the state behind it. */
async function served(user: string) {
  environmentManager.setIsServer(() => true)
  try {
    const rig = harbour(answer)
    await rig.signIn(user)
    const queryClient = new QueryClient(SETTINGS)
    registerQueries(rig.q, queryClient)
    await queryClient.query(rig.q.vessels.list.queryOptions())
    await queryClient.query(rig.q.vessels.byId.queryOptions({ params: { id: '9' } })).catch(() => {})
    const stream = await renderToReadableStream(<Page q={rig.q} queryClient={queryClient} />)
    await expect.poll(() => rig.paths().length).toBe(3)
    await rig.clock.advance(50)
    const html = await new Response(stream).text()
    const state = JSON.parse(JSON.stringify(dehydrateQueries(rig.q, queryClient))) as DehydratedState
    return { html, state }
  } finally {
    environmentManager.setIsServer(() => false)
  }
}

/** A page whose HTML has come is there: its scripts have run. */
function arrive(html: string): void {
  place.innerHTML = html
  for (const script of place.querySelectorAll('script')) {
    const copy = document.createElement('script')
    copy.textContent = script.textContent
    script.replaceWith(copy)
  }
}

test('what a server has rendered is hydrated without a second request and without a mismatch', async () => {
  const { html, state } = await served('ida')
  expect(html).toContain('of ida')
  expect(html).toContain('no such vessel')

  const rig = harbour(answer)
  await rig.signIn('ida')
  arrive(html)
  await expect.poll(() => text('tide')).toBe('3')
  const mismatches: unknown[] = []
  root = hydrateRoot(place, <Page q={rig.q} queryClient={new QueryClient(SETTINGS)} state={state} />, {
    onRecoverableError: (error) => mismatches.push(error),
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  await rig.clock.advance(100)
  expect(text('vessels')).toBe('of ida')
  // Kind, status and data are those of the error on the server.
  expect(text('missing')).toBe('no such vessel')
  expect(text('tide')).toBe('3')
  expect(mismatches).toEqual([])
  expect(rig.paths()).toEqual([])
})

test('what a server has rendered for another user is not shown: a clean request instead', async () => {
  const { state } = await served('ida')
  const rig = harbour(answer)
  await rig.signIn('ben')
  const seen: string[] = []
  new MutationObserver(() => seen.push(place.textContent)).observe(place, {
    subtree: true,
    childList: true,
    characterData: true,
  })
  const queryClient = new QueryClient(SETTINGS)
  const own = createRoot(place)
  root = own
  flushSync(() => own.render(<Page q={rig.q} queryClient={queryClient} state={state} tide={false} />))
  await expect.poll(() => text('vessels')).toBe('of ben')
  expect(seen.filter((each) => each.includes('ida'))).toEqual([])
  expect(
    JSON.stringify(
      queryClient
        .getQueryCache()
        .getAll()
        .map(({ state: { data } }) => data),
    ),
  ).not.toContain('ida')
  expect(rig.paths().toSorted()).toEqual(['ben GET /vessels', 'ben GET /vessels/9'])
})
