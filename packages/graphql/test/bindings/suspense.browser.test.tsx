import { platformRuntime } from '@fairlead/core'
import { Suspense } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { Provider, useQuery } from 'urql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scriptedClient } from '../support/scripted-client.ts'
import { FILE, switchedSession, vesselServer } from './harbour.ts'

type Data = { readonly vessel: { readonly name: string } }

let root: ReturnType<typeof createRoot>
let place: HTMLElement
/** What was rendered, in order, however shortly it was to be seen. */
let rendered: string[]
beforeEach(() => {
  place = document.body.appendChild(document.createElement('main'))
  root = createRoot(place)
  rendered = []
})
afterEach(() => {
  flushSync(() => root.unmount())
  place.remove()
})

function File({ id }: { readonly id: string }) {
  const [{ data }] = useQuery<Data>({ query: FILE, variables: { id } })
  const name = data?.vessel.name ?? 'no name'
  rendered.push(name)
  return <p>{name}</p>
}
const shown = (): string => place.querySelector('p')?.textContent ?? ''

/** A page that waits for its data. */
function suspending() {
  const { plugin, become } = switchedSession()
  become('ida')
  const clock = platformRuntime as never
  const { gql } = scriptedClient(vesselServer(), { suspense: true, plugins: [plugin], clock })
  const show = (page: React.ReactNode): void =>
    flushSync(() =>
      root.render(
        <Provider value={gql.urql}>
          <Suspense fallback="waits">{page}</Suspense>
        </Provider>,
      ),
    )
  return { become, show }
}

test('a page that suspends shows an answer', async () => {
  const { show } = suspending()
  show(<File id="1" />)
  await expect.poll(shown).toBe('Ever Given of ida')
  expect(rendered).not.toContain('no name')
})

test('what a page that suspends has shown to one user is never rendered for the next', async () => {
  const { become, show } = suspending()
  show(<File id="1" />)
  await expect.poll(shown).toBe('Ever Given of ida')
  show(<i>signed out</i>)
  become('bob')
  rendered = []
  show(<File id="1" />)
  await expect.poll(shown).toBe('Ever Given of bob')
  expect(rendered).not.toContain('Ever Given of ida')
})
