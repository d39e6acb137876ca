import { afterEach, expect, test } from 'vitest'
import { defineDevtools } from '../../src/devtools.ts'
import type { FairleadDevtoolsElement } from '../../src/devtools/panel.ts'
import { drawn, watchedClient } from './support/panel.ts'

afterEach(() => document.body.replaceChildren())

const elementFor = (client: FairleadDevtoolsElement['client']): FairleadDevtoolsElement => {
  const element = document.createElement('fairlead-devtools') as FairleadDevtoolsElement
  element.client = client
  return element
}

test('an element that a page placed before it was defined becomes the panel of its client, and fills its place', async () => {
  expect(customElements.get('fairlead-devtools')).toBeUndefined()
  const place = document.body.appendChild(document.createElement('div'))
  place.style.height = '300px'
  const client = watchedClient()
  const early = elementFor(client)
  place.append(early)
  await Promise.all([defineDevtools(), defineDevtools()])
  await client.get('/vessels').json()
  await drawn()
  expect(early.shadowRoot?.querySelectorAll('[role=tab]')).toHaveLength(7)
  expect(early.shadowRoot?.querySelectorAll('.call')).toHaveLength(1)
  expect(early.getBoundingClientRect().height).toBe(300)
  expect(early.shadowRoot?.querySelector('[aria-label="Close devtools"]')).toBeNull()
})

test('a docked one tells when it is opened and closed, and another client shows the calls of that one', async () => {
  await defineDevtools()
  const [first, second] = [watchedClient(), watchedClient()]
  await first.get('/first').json()
  await second.get('/second').json()
  const element = elementFor(first)
  element.position = 'right'
  const told: boolean[] = []
  element.addEventListener('toggle', () => told.push(element.open))
  document.body.append(element)
  element.open = true
  await drawn()
  const names = (): (string | null)[] =>
    [...(element.shadowRoot?.querySelectorAll('.call .template') ?? [])].map(({ textContent }) => textContent)
  expect(names()).toEqual(['/first'])
  element.client = second
  await drawn()
  expect(names()).toEqual(['/second'])
  element.open = false
  expect(told).toEqual([true, false])
})

test('what is no client is refused where it is given', async () => {
  await defineDevtools()
  const element = elementFor(undefined)
  document.body.append(element)
  expect(() => (element.client = {} as never)).toThrow(/createClient/)
})

test('a page without colours of its own gets those of the system, one that has chosen keeps its choice', async () => {
  await defineDevtools()
  const plain = elementFor(watchedClient())
  document.body.append(plain)
  expect(getComputedStyle(plain).colorScheme).toBe('light dark')
  document.body.style.colorScheme = 'dark'
  const dark = elementFor(watchedClient())
  document.body.append(dark)
  await drawn()
  expect(getComputedStyle(dark).colorScheme).toBe('dark')
  const panel = dark.shadowRoot?.querySelector('.panel')
  expect(panel && getComputedStyle(panel).backgroundColor).toBe('rgb(14, 27, 37)')
  document.body.style.colorScheme = ''
})
