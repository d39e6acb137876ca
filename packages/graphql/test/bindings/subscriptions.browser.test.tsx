import { platformRuntime } from '@fairlead/core'
import { overSse } from '@fairlead/graphql'
import { provideClient, useSubscription as useVueSubscription, useQuery as useVueQuery } from '@urql/vue'
import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { Provider, useSubscription } from 'urql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, createApp, defineComponent, h } from 'vue'
import { scriptedClient } from '../support/scripted-client.ts'
import { DEFERRED, vesselServer } from './harbour.ts'

const BERTH = 'subscription Berth($id: ID!) { berth(id: $id) { id vessel } }'
type Berth = { readonly berth: { readonly id: string; readonly vessel: string } }

let place: HTMLElement
let leave: (() => void)[] = []
beforeEach(() => {
  place = document.body.appendChild(document.createElement('main'))
})
afterEach(() => {
  for (const each of leave.splice(0)) each()
  place.remove()
})
const shown = (): string => place.querySelector('p')?.textContent ?? ''

/** A server of events that the test sends. */
function eventServer() {
  const open = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const made = scriptedClient(
    ({ signal }) => {
      let own: ReadableStreamDefaultController<Uint8Array> | undefined
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => void open.add((own = controller)),
        cancel: () => void (own && open.delete(own)),
      })
      signal?.addEventListener('abort', () => own && open.delete(own))
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    },
    // Whoever came back would do so at once.
    { clock: platformRuntime as never, subscriptions: overSse({ baseMs: 1 }) },
  )
  const tell = (event: string): void => {
    for (const each of open) each.enqueue(new TextEncoder().encode(event))
  }
  return {
    ...made,
    open,
    moor: (vessel: string) =>
      tell(`event: next\ndata: ${JSON.stringify({ data: { berth: { id: '1', vessel } } })}\n\n`),
    complete: () => tell('event: complete\ndata:\n\n'),
  }
}

function ReactBerth() {
  const [{ data, error }] = useSubscription<Berth>({ query: BERTH, variables: { id: '1' } })
  return <p>{error ? 'failed' : (data?.berth.vessel ?? 'empty')}</p>
}
const VueBerth = defineComponent(() => {
  const { data, error } = useVueSubscription<Berth>({ query: BERTH, variables: { id: '1' } })
  return () => h('p', error.value ? 'failed' : (data.value?.berth.vessel ?? 'empty'))
})

function inReact(client: ReturnType<typeof eventServer>): void {
  const root = createRoot(place)
  leave.push(() => flushSync(() => root.unmount()))
  flushSync(() =>
    root.render(
      <StrictMode>
        <Provider value={client.gql.urql}>
          <ReactBerth />
        </Provider>
      </StrictMode>,
    ),
  )
}
function inVue(client: Pick<ReturnType<typeof eventServer>, 'gql'>, page = VueBerth): void {
  const app: App = createApp(
    defineComponent(() => {
      provideClient(client.gql.urql)
      return () => h(page)
    }),
  )
  app.mount(place)
  leave.push(() => app.unmount())
}

test.each([
  ['React', inReact],
  ['Vue', inVue],
])('a subscription of %s is asked for once, shows each event, and is let go of with its page', async (_, show) => {
  const server = eventServer()
  show(server)
  await expect.poll(() => server.open.size).toBe(1)
  expect(server.asked).toHaveLength(1)
  for (const vessel of ['Ever Given', 'Emma']) {
    server.moor(vessel)
    await expect.poll(shown).toBe(vessel)
  }
  for (const each of leave.splice(0)) each()
  await expect.poll(() => server.open.size).toBe(0)
  await expect.poll(() => server.asked[0]?.signal?.aborted).toBe(true)
  expect(server.asked).toHaveLength(1)
})

test.each([
  ['React', inReact],
  ['Vue', inVue],
])('a subscription of %s that is complete keeps what it showed, and is not asked for again', async (_, show) => {
  const server = eventServer()
  show(server)
  await expect.poll(() => server.open.size).toBe(1)
  server.moor('Ever Given')
  await expect.poll(shown).toBe('Ever Given')
  server.complete()
  await expect.poll(() => server.open.size).toBe(0)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(shown()).toBe('Ever Given')
  expect(server.asked).toHaveLength(1)
})

test('a deferred part appears in Vue, and a page that is left before its answer asks for it no more', async () => {
  const Deferred = defineComponent(() => {
    const { data } = useVueQuery<{ vessel: { id: string; name?: string } }>({ query: DEFERRED })
    return () => h('p', data.value?.vessel.name ?? 'no name')
  })
  const made = scriptedClient(vesselServer(), { clock: platformRuntime as never })
  inVue(made, Deferred)
  await expect.poll(shown).toBe('Ever Given')

  for (const each of leave.splice(0)) each()

  const slow = scriptedClient(vesselServer(5_000), { clock: platformRuntime as never })
  inVue(slow, Deferred)
  await expect.poll(() => slow.asked).toHaveLength(1)
  for (const each of leave.splice(0)) each()
  await expect.poll(() => slow.asked[0]?.signal?.aborted).toBe(true)
})
