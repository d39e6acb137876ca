import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { defineDevtools, openDevtools } from '../../src/devtools.ts'
import type { FairleadDevtoolsElement } from '../../src/devtools/panel.ts'
import { type Panel, drawn, openPanel, watchedClient } from './support/panel.ts'

afterEach(() => document.body.replaceChildren())

const TABS = ['Calls', 'Health', 'Cache', 'Lanes', 'Sockets', 'Session', 'Faults']

/** A client each of whose parts has its name in it. */
async function marked(name: string) {
  const client = watchedClient()
  client.faults.set([{ match: `GET /${name}-fault` }])
  await client.get(`/${name}/berths`).json()
  return client
}

const choiceOf = (panel: Panel): HTMLSelectElement => panel.find('.head select') as HTMLSelectElement

/** All that the panel shows and holds, also what stands in its fields, tab by tab. */
async function allOf(panel: Panel): Promise<string> {
  let text = ''
  for (const tab of TABS) {
    await panel.tab(tab)
    const fields = panel.all('input').map((input) => (input as HTMLInputElement).value)
    text += [panel.find('.tabpanels').textContent, ...fields].join('\n')
  }
  return text
}

test('several clients are chosen by name, and nothing of the one is shown under the name of the other', async () => {
  const [harbour, pilots] = await Promise.all([marked('north'), marked('pilots')])
  const panel = await openPanel({ Harbour: harbour, Pilots: pilots })
  harbour.tags.invalidate(['north-tag'])
  expect([...choiceOf(panel).options].map(({ text }) => text)).toEqual(['Harbour', 'Pilots'])
  expect(choiceOf(panel).labels[0]?.textContent).toContain('Client')
  const first = await allOf(panel)
  for (const own of ['/north/berths', 'north-tag', 'north-fault']) expect(first).toContain(own)
  expect(first).not.toMatch(/pilots/)
  await userEvent.selectOptions(choiceOf(panel), 'Pilots')
  // What happens to the one that is not shown is not shown either.
  harbour.tags.invalidate(['north-tag'])
  await harbour.get('/north/late').json()
  await drawn()
  const second = await allOf(panel)
  for (const own of ['/pilots/berths', 'pilots-fault']) expect(second).toContain(own)
  expect(second).not.toMatch(/north/)
  expect(panel.element.client).toBe(pilots)
})

test('faults that are set under a name strike that client alone', async () => {
  const [harbour, pilots] = [watchedClient(), watchedClient()]
  const panel = await openPanel({ Harbour: harbour, Pilots: pilots })
  await panel.tab('Faults')
  await userEvent.selectOptions(choiceOf(panel), 'Pilots')
  await drawn()
  panel
    .all('[role=tabpanel]:not([hidden]) button')
    .find(({ textContent }) => textContent === 'Go offline')
    ?.click()
  expect([harbour.faults.rules().length, pilots.faults.rules().length]).toEqual([0, 1])
})

test('the choice is reached and used by keyboard, keeps the focus, and leaves the tab open that was open', async () => {
  const [harbour, pilots] = await Promise.all([marked('north'), marked('pilots')])
  const panel = await openPanel({ Harbour: harbour, Pilots: pilots })
  await panel.tab('Health')
  const focused = (): Element | null => panel.root.activeElement
  panel.find('[role=tab][tabindex="0"]').focus()
  await userEvent.tab({ shift: true })
  expect(focused()).toBe(choiceOf(panel))
  await userEvent.keyboard('{ArrowDown}')
  await expect.poll(() => panel.element.client).toBe(pilots)
  await drawn()
  expect(focused()).toBe(choiceOf(panel))
  expect(panel.find('[aria-selected=true]').textContent).toBe('Health')
  expect(panel.find('[role=tabpanel]:not([hidden])').textContent).toContain('/pilots/berths')
  await userEvent.tab()
  expect(focused()?.textContent).toBe('Health')
})

test('a client that is not shown is not listened to', async () => {
  const [harbour, pilots] = [watchedClient(), watchedClient()]
  const listened = new Map([harbour, pilots].map((client) => [client, 0]))
  for (const client of [harbour, pilots]) {
    const { subscribe } = client.tags
    const count = (by: number): unknown => listened.set(client, (listened.get(client) ?? 0) + by)
    client.tags.subscribe = (listener) => {
      const stop = subscribe(listener)
      count(1)
      return () => {
        count(-1)
        return stop()
      }
    }
  }
  const panel = await openPanel({ Harbour: harbour, Pilots: pilots })
  expect([...listened.values()]).toEqual([1, 0])
  await userEvent.selectOptions(choiceOf(panel), 'Pilots')
  expect([...listened.values()]).toEqual([0, 1])
  panel.close()
  expect([...listened.values()]).toEqual([0, 0])
})

test('one client, with or without a name, needs no choice', async () => {
  expect((await openPanel(watchedClient())).root.querySelector('.head select')).toBeNull()
  expect((await openPanel({ Harbour: watchedClient() })).root.querySelector('.head select')).toBeNull()
})

test('an element whose clients are written anew keeps what it shows; others come with the next', async () => {
  await defineDevtools()
  const [harbour, pilots, quay] = [watchedClient(), watchedClient(), watchedClient()]
  const element = document.createElement('fairlead-devtools') as FairleadDevtoolsElement
  document.body.append(element)
  element.clients = { harbour, pilots }
  const select = (): HTMLSelectElement | null | undefined => element.shadowRoot?.querySelector('.head select')
  const before = select()
  if (!before) throw new Error('no choice')
  await userEvent.selectOptions(before, 'pilots')
  element.clients = { harbour, pilots }
  expect(select()).toBe(before)
  element.clients = { quay, pilots }
  expect([element.client, select()?.value]).toEqual([pilots, 'pilots'])
  element.clients = { quay }
  expect([element.client, select()]).toEqual([quay, null])
  element.clients = undefined
  expect([element.client, element.shadowRoot?.querySelector('.head')]).toEqual([undefined, null])
})

test('a name of hostile origin is text, and what is no client is refused with the others', async () => {
  const evil = '<img src=x onerror="window.hacked=1">\u202e'
  const panel = await openPanel({ [evil]: watchedClient(), ['b'.repeat(10_000)]: watchedClient() })
  expect(panel.root.querySelector('img')).toBeNull()
  expect([...choiceOf(panel).options].map(({ text }) => text.length)).toEqual([evil.length, 300])
  expect(choiceOf(panel).getBoundingClientRect().width).toBeLessThan(200)
  expect(() => openDevtools({ a: watchedClient(), b: {} as never })).toThrow(/createClient/)
})
