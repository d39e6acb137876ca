import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { Provider, useMutation, useQuery } from 'urql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scriptedClient } from '../support/scripted-client.ts'
import { DEFERRED, FILE, RENAME, switchedSession, vesselServer } from './harbour.ts'
import { platformRuntime } from '@fairlead/core'

type Data = { readonly vessel: { readonly id: string; readonly name?: string } | null }

let root: ReturnType<typeof createRoot>
let place: HTMLElement
beforeEach(() => {
  place = document.body.appendChild(document.createElement('main'))
  root = createRoot(place)
})
afterEach(() => {
  flushSync(() => root.unmount())
  place.remove()
})

const connected = (options: object = {}, delayMs = 0) =>
  scriptedClient(vesselServer(delayMs), {
    clock: platformRuntime as never,
    entityTags: ({ id }) => [`vessel:${String(id)}`],
    ...options,
  })

function File({ id = '1', query = FILE }: { readonly id?: string; readonly query?: string }) {
  const [{ data, error, fetching }] = useQuery<Data>({ query, variables: { id } })
  const [, rename] = useMutation(RENAME)
  return (
    <>
      <p>{error ? `failed: ${error.message}` : fetching ? 'loading' : (data?.vessel?.name ?? 'no name')}</p>
      <button onClick={() => void rename({ id, name: 'Emma' })}>Rename</button>
    </>
  )
}
function show(client: ReturnType<typeof connected>['gql'], page = <File />): void {
  flushSync(() =>
    root.render(
      <StrictMode>
        <Provider value={client.urql}>{page}</Provider>
      </StrictMode>,
    ),
  )
}
const shown = (): string => place.querySelector('p')?.textContent ?? ''
const settled = (text: string) => expect.poll(shown).toBe(text)

test('useQuery shows an answer that was asked for once, and a mutation refreshes it by what it answers with', async () => {
  const { gql, asked } = connected()
  show(gql)
  await settled('Ever Given')
  expect(asked).toHaveLength(1)
  place.querySelector('button')?.click()
  await settled('Emma')
  expect(asked.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST'])
})

test('a REST call elsewhere refreshes what is shown, by its tag', async () => {
  const { client, gql, asked } = connected()
  show(gql)
  await settled('Ever Given')
  await gql.mutate('mutation Quiet($name: String) { x }', { name: 'Emma' })
  client.tags.invalidate(['vessel:1'])
  await settled('Emma')
  expect(asked.length).toBeGreaterThan(2)
})

test('when somebody signs out, what was shown goes at once, and the next user sees their own', async () => {
  const { plugin, become } = switchedSession()
  become('ida')
  const { gql } = connected({ plugins: [plugin] }, 50)
  show(gql)
  await settled('Ever Given of ida')
  const seen: string[] = []
  const watcher = new MutationObserver(() => void seen.push(shown()))
  watcher.observe(place, { subtree: true, characterData: true, childList: true })
  become('bob')
  await settled('Ever Given of bob')
  watcher.disconnect()
  // Nothing of the one before stands there while the next one's is asked for.
  expect(seen[0]).toMatch(/^(failed|loading)/)
  expect(seen.filter((text) => text.includes('ida'))).toEqual([])
})

test('a deferred part appears when it comes', async () => {
  const { gql } = connected()
  show(gql, <File query={DEFERRED} />)
  await expect.poll(shown).toBe('Ever Given')
})

test('other variables in the same component are another question, and a page that is left asks no more', async () => {
  const { gql, asked } = connected()
  show(gql, <File id="1" />)
  await settled('Ever Given')
  show(gql, <File id="2" />)
  await expect.poll(() => asked.map((one) => one.json().variables)).toEqual([{ id: '1' }, { id: '2' }])
  show(gql, <p>elsewhere</p>)
  show(gql, <File id="3" query={DEFERRED} />)
  await expect.poll(() => asked).toHaveLength(3)
  show(gql, <p>elsewhere</p>)
  await expect.poll(() => asked[2]?.signal?.aborted).toBe(true)
})
