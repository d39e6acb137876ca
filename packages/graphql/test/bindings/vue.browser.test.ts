import { platformRuntime } from '@fairlead/core'
import { provideClient, useMutation, useQuery } from '@urql/vue'
import { type App, createApp, defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scriptedClient } from '../support/scripted-client.ts'
import { FILE, RENAME, switchedSession, vesselServer } from './harbour.ts'

type Data = { readonly vessel: { readonly id: string; readonly name: string } }

let place: HTMLElement
let app: App | undefined
beforeEach(() => {
  place = document.body.appendChild(document.createElement('main'))
})
afterEach(() => {
  app?.unmount()
  place.remove()
})

const id = ref('1')
const File = defineComponent(() => {
  const { data, error } = useQuery<Data>({ query: FILE, variables: () => ({ id: id.value }) })
  const { executeMutation } = useMutation(RENAME)
  return () => [
    h('p', error.value ? 'failed' : (data.value?.vessel.name ?? 'loading')),
    h('button', { onClick: () => void executeMutation({ id: id.value, name: 'Emma' }) }, 'Rename'),
  ]
})
function show(options: object = {}) {
  id.value = '1'
  const made = scriptedClient(vesselServer(), {
    clock: platformRuntime as never,
    entityTags: ({ id: vessel }) => [`vessel:${String(vessel)}`],
    ...options,
  })
  app = createApp(
    defineComponent(() => {
      provideClient(made.gql.urql)
      return () => h(File)
    }),
  )
  app.mount(place)
  return made
}
const shown = (): string => place.querySelector('p')?.textContent ?? ''

test('useQuery shows an answer, and a mutation and a REST call refresh it', async () => {
  const { client, asked } = show()
  await expect.poll(shown).toBe('Ever Given')
  place.querySelector('button')?.click()
  await expect.poll(shown).toBe('Emma')
  const before = asked.length
  client.tags.invalidate(['vessel:1'])
  await expect.poll(() => asked.length).toBe(before + 1)
})

test('other variables are another question', async () => {
  const { asked } = show()
  await expect.poll(shown).toBe('Ever Given')
  id.value = '2'
  await expect.poll(() => asked.map((one) => one.json().variables)).toEqual([{ id: '1' }, { id: '2' }])
})

test('what a user was shown goes with the user', async () => {
  const { plugin, become } = switchedSession()
  become('ida')
  show({ plugins: [plugin] })
  await expect.poll(shown).toBe('Ever Given of ida')
  become('bob')
  await expect.poll(shown).toBe('Ever Given of bob')
})
