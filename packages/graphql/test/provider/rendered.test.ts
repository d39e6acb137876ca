import { createClient } from '@fairlead/core'
import { type SsrStore, createSsr, graphql } from '@fairlead/graphql'
import type { Client } from '@urql/core'
import { provideClient, useQuery as useVueQuery } from '@urql/vue'
import { Suspense, createElement } from 'react'
import { renderToReadableStream, renderToString as renderReact } from 'react-dom/server'
import { Provider, useQuery } from 'urql'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Harbour, startHarbour } from '../support/harbour.ts'

let harbour: Harbour
beforeAll(async () => {
  harbour = await startHarbour()
})
afterAll(() => harbour.stop())
beforeEach(() => void (harbour.seen.length = 0))

type Data = { readonly vessel: { readonly name: string } }
const query = 'query Vessel($id: ID!) { vessel(id: $id) { id name } }'
const variables = { id: '1' }
const urqlOf = (ssr: SsrStore, suspense = false): Client =>
  graphql(createClient({ baseUrl: harbour.origin }), { url: '/graphql', ssr, suspense }).urql

/** What a browser gets of a store. */
const sent = (store: SsrStore): SsrStore =>
  createSsr(JSON.parse(JSON.stringify(store.extract())) as ReturnType<SsrStore['extract']>)

test('what React has rendered on a server is there at the first render in the browser', async () => {
  function Vessel() {
    const [{ data }] = useQuery<Data>({ query, variables })
    return createElement('p', null, data?.vessel.name ?? 'nothing')
  }
  const page = (value: Client) =>
    createElement(Provider, { value }, createElement(Suspense, { fallback: 'waits' }, createElement(Vessel)))
  const store = createSsr()
  const stream = await renderToReadableStream(page(urqlOf(store, true)))
  await stream.allReady
  expect(await new Response(stream).text()).toContain('<p>Ever Given</p>')
  for (const suspense of [true, false])
    expect(renderReact(page(urqlOf(sent(store), suspense)))).toContain('<p>Ever Given</p>')
  expect(harbour.seen).toHaveLength(1)
})

test('what Vue has rendered on a server is there in the browser', async () => {
  const Vessel = defineComponent({
    async setup() {
      const { data } = await useVueQuery<Data>({ query, variables })
      return () => h('p', data.value?.vessel.name)
    },
  })
  const page = (client: Client) =>
    createSSRApp(
      defineComponent(() => {
        provideClient(client)
        return () => h(Vessel)
      }),
    )
  const store = createSsr()
  expect(await renderVue(page(urqlOf(store)))).toBe('<p>Ever Given</p>')
  expect(await renderVue(page(urqlOf(sent(store))))).toBe('<p>Ever Given</p>')
  expect(harbour.seen).toHaveLength(1)
})
