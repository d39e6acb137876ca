import { afterAll, beforeAll, describe, expect, test as base, vi } from 'vitest'
import { type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'
import { type CallShown, type DevtoolsPanel, devtoolsPanel } from './demo/devtools-panel.ts'

let room: Room

beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())

const test = base.extend<{ visit: Visit; panel: DevtoolsPanel }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  visit: async ({}, use) => {
    const visit = await room.visit()
    await visit.go()
    await use(visit)
    await visit.leave()
  },
  panel: async ({ visit }, use) => use(devtoolsPanel(visit.page)),
})

const WAIT = { timeout: 15_000, interval: 100 }
const ask = ({ page }: Visit): Promise<void> => page.locator('.register').getByRole('searchbox').fill('kurosh')

/** Lets the list be asked for, and answers what the panel's waterfall shows of it. */
async function list(visit: Visit, panel: DevtoolsPanel, outcome: string): Promise<CallShown> {
  await panel.watch('GET /vessels ')
  await ask(visit)
  return panel.call(outcome)
}

const THRICE = (word: string): string[] => [1, 2, 3].map((number) => `Attempt ${number} ${word}`)

describe('a fault of the harbour is seen in the waterfall', () => {
  test.for([
    ['503', 'Twice', '200', ['Attempt 1 503', 'Attempt 2 503', 'Attempt 3 200'], 'Backoff'],
    ['503', 'Half', '200', ['Attempt 1 503', 'Attempt 2 200'], 'Backoff'],
    ['503', 'All', '503', THRICE('503'), 'Backoff'],
    ['429', 'Once', '200', ['Attempt 1 429', 'Attempt 2 200'], 'The server asked to wait'],
    ['Stalled body', 'Once', '200', ['Attempt 1 timeout', 'Attempt 2 200'], 'Backoff'],
    ['Broken JSON', 'All', 'decode', ['Attempt 1 200'], 'Cache'],
    ['Latency', '1 s', '200', ['Attempt 1 200'], 'Cache'],
    ['Offline', 'On', 'network', THRICE('network'), 'Backoff'],
  ] as const)('%s, %s', async ([legend, choice, outcome, attempts, step], { visit, panel }) => {
    // The open panel would cover the faults.
    await visit.fault(legend, choice)
    await panel.toggle()
    const shown = await list(visit, panel, outcome)
    expect(shown.attempts).toEqual(attempts)
    expect(shown.steps).toContain(step)
    expect(shown.chips.filter((chip) => chip.startsWith('×'))).toEqual(
      attempts.length > 1 ? [`×${attempts.length}`] : [],
    )
  })
})

describe('a fault of the panel strikes the room, and is seen in the waterfall', () => {
  const LIST = { Calls: 'GET /vessels' }
  test.for([
    ['503', { Status: '503', Times: '2' }, '200', ['Attempt 1 503', 'Attempt 2 503', 'Attempt 3 200'], 'Backoff'],
    ['a lost connection', { 'Fails, %': '100' }, 'network', THRICE('network'), 'Backoff'],
    ['offline', { Offline: 'on' }, 'network', THRICE('network'), 'Backoff'],
    ['a body that is cut', { Answer: 'cut', Times: '1' }, '200', ['Attempt 1 network', 'Attempt 2 200'], 'Backoff'],
    ['broken JSON', { Answer: 'broken' }, 'decode', ['Attempt 1 200'], 'Cache'],
    ['latency', { 'Wait, ms': '700' }, '200', ['Attempt 1 200'], 'Cache'],
  ] as const)('%s', async ([, fields, outcome, attempts, step], { visit, panel }) => {
    await panel.toggle()
    await panel.fault({ ...LIST, ...fields })
    const shown = await list(visit, panel, outcome)
    expect(shown.attempts).toEqual(attempts)
    expect(shown.steps).toContain(step)
    await panel.tab('Faults')
    await panel.root.getByRole('button', { name: 'All calm' }).click()
    await panel.watch('GET /vessels ')
    await visit.page.locator('.register').getByRole('searchbox').fill('aurora')
    expect((await panel.call('200')).attempts).toEqual(['Attempt 1 200'])
  })
})

/** Waits until the open tab tells these facts. */
async function facts(panel: DevtoolsPanel, wanted: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(wanted)
  await vi.waitFor(async () => {
    const values = await Promise.all(names.map((name) => panel.fact(name).innerText()))
    expect(Object.fromEntries(names.map((name, i) => [name, values[i]]))).toEqual(wanted)
  }, WAIT)
}

describe('a session in trouble is seen in its tab', () => {
  /** The open panel covers the button, and a keyboard reaches it all the same. */
  const press = ({ page }: Visit, name: string): Promise<void> => page.getByRole('button', { name }).press('Enter')
  const told = async (panel: DevtoolsPanel): Promise<string[]> =>
    (await panel.rows('What auth did')).map(([, what = '', details = '']) => `${what} ${details}`.trim()).toReversed()

  test('tokens that expire are refreshed once, and the call is sent again', async ({ visit, panel }) => {
    await signIn(visit.page)
    await panel.toggle()
    await panel.watch('GET /watch/me')
    await press(visit, 'Expire tokens')
    const { attempts, steps } = await panel.call('200')
    expect(attempts).toEqual(['Attempt 1 401', 'Attempt 2 200'])
    expect(steps).toContain('Replay with a fresh credential')
    await panel.tab('Session')
    await facts(panel, { State: 'authenticated', Refreshes: '1', 'Failed refreshes': '0', Replays: '1' })
    const all = await told(panel)
    expect(all.filter((line) => /^(refreshed|replay) /.test(line)).map((line) => line.split(' ')[0])).toEqual([
      'refreshed',
      'replay',
    ])
  })

  test.for([
    ['at once', {}],
    ['late', { 'Wait, ms': '700' }],
  ] as const)(
    'a 401 that comes %s, by a fault of the panel, is about the credential',
    async ([, more], { visit, panel }) => {
      await signIn(visit.page)
      await panel.toggle()
      await panel.fault({ Calls: 'GET /watch/me', Status: '401', Times: '1', ...more })
      await panel.watch('GET /watch/me')
      await press(visit, 'Who am I')
      const { attempts, steps } = await panel.call('200')
      expect(attempts).toEqual(['Attempt 1 401', 'Attempt 2 200'])
      expect(steps).toContain('Replay with a fresh credential')
      await panel.tab('Session')
      await facts(panel, { State: 'authenticated', Refreshes: '1', 'Failed refreshes': '0', Replays: '1' })
      await panel.tab('Faults')
      await vi.waitFor(async () => {
        expect(await panel.root.getByLabel('Times', { exact: true }).inputValue()).toBe('0')
      }, WAIT)
    },
  )

  test('a provider that answers 503 is a failed refresh, and the session stands', async ({ visit, panel }) => {
    await signIn(visit.page)
    await panel.toggle()
    await panel.tab('Session')
    await press(visit, 'Refresh: 503')
    await vi.waitFor(async () => {
      expect(Number(await panel.fact('Failed refreshes').innerText())).toBeGreaterThan(0)
    }, WAIT)
    expect(await panel.fact('State').innerText()).toBe('authenticated')
    await vi.waitFor(async () => {
      expect(Number(await panel.fact('Refreshes').innerText())).toBeGreaterThan(0)
    }, WAIT)
  })

  test('an answer to a refresh that is lost ends the session', async ({ visit, panel }) => {
    await signIn(visit.page)
    await panel.toggle()
    await panel.tab('Session')
    const epoch = Number(await panel.fact('Epoch').innerText())
    await press(visit, 'Drop the answer')
    await vi.waitFor(async () => expect(await panel.fact('State').innerText()).not.toBe('authenticated'), WAIT)
    expect(Number(await panel.fact('Epoch').innerText())).toBeGreaterThan(epoch)
    const all = await told(panel)
    expect(all.some((line) => line.startsWith('refresh-failed judgement unknown'))).toBe(true)
    expect(all.some((line) => line.startsWith('state from authenticated'))).toBe(true)
  })
})

describe('a link in trouble is seen among the sockets', () => {
  const cells = async (panel: DevtoolsPanel): Promise<string[]> => (await panel.rows('Connections'))[0] ?? []
  const isLive = (panel: DevtoolsPanel, links: string): Promise<void> =>
    vi.waitFor(async () => {
      const [path, state, , count] = await cells(panel)
      expect([path, state, count]).toEqual(['/live', 'ready', links])
    }, WAIT)
  const chart = async (visit: Visit, panel: DevtoolsPanel): Promise<void> => {
    await signIn(visit.page)
    await visit.page.goto(`${room.home}?view=chart`)
    await panel.toggle()
    await panel.tab('Sockets')
    await isLive(panel, '1')
  }
  /** The states that the table goes through, read as often as it is drawn. */
  const statesUntil = async (panel: DevtoolsPanel, links: string): Promise<Set<string>> => {
    const states = new Set<string>()
    await vi.waitFor(
      async () => {
        const [, state = '', , count] = await cells(panel)
        states.add(state)
        expect([state, count]).toEqual(['ready', links])
      },
      { ...WAIT, interval: 20 },
    )
    return states
  }

  test.for([
    ['Cut', '0'],
    ['Half-open', '0'],
    ['Server restart', '1'],
  ] as const)('%s, by the harbour: it is made anew', async ([fault, gaps], { visit, panel }) => {
    await chart(visit, panel)
    await visit.page.getByRole('group', { name: 'Break the link' }).getByRole('button', { name: fault }).press('Enter')
    expect([...(await statesUntil(panel, '2'))].length).toBeGreaterThan(1)
    await vi.waitFor(async () => expect((await cells(panel))[4]).toBe(gaps), WAIT)
    // The station tells of its sweeps from time to time.
    await vi.waitFor(
      async () =>
        expect((await panel.rows('Frames')).some(([, way, name]) => way === '↓ in' && name === 'sweep')).toBe(true),
      WAIT,
    )
  })

  test.for(['Cut', 'Half-open'])('%s, by the panel: it is made anew', async (fault, { visit, panel }) => {
    await chart(visit, panel)
    await panel.tab('Faults')
    const links = panel.root.getByRole('group', { name: 'Live connections' })
    await links.getByText('Live connections: 1').waitFor()
    await links.getByRole('button', { name: fault }).click()
    await panel.tab('Sockets')
    expect((await statesUntil(panel, '2')).has('ready')).toBe(true)
    await visit.page
      .locator('.link-state')
      .getByText(/^Live: nothing is missing/)
      .waitFor()
    await panel.tab('Faults')
    await links.getByText('Live connections: 1').waitFor()
  })
})

test('the clients of the room are chosen by name, each with its own calls and faults', async ({ visit, panel }) => {
  const { page } = visit
  await visit.go('?view=pilots')
  await panel.toggle()
  await panel.root.locator('.call', { hasText: '/vessels' }).first().waitFor()
  const choice = panel.root.getByRole('combobox', { name: 'Client' })
  await choice.selectOption('Pilots')
  await panel.root.getByText('No calls yet.').waitFor()
  await panel.fault({ Status: '503', Times: '1' })
  await panel.tab('Calls')
  await page.getByRole('button', { name: 'Ask for 20 pilots' }).press('Enter')
  await panel.root.getByRole('combobox', { name: 'Which calls' }).selectOption('Retried')
  const { attempts } = await panel.call('201')
  expect(attempts).toEqual(['Attempt 1 503', 'Attempt 2 201'])
  expect((await panel.root.locator('.call .template').allInnerTexts()).every((name) => /pilots/.test(name))).toBe(true)
  await choice.selectOption('Harbour')
  await panel.root.locator('.call', { hasText: '/vessels' }).first().waitFor()
  expect(await panel.root.locator('.call', { hasText: '/pilots' }).count()).toBe(0)
  await panel.tab('Faults')
  await panel.root.getByText('No faults: every call goes as it goes.').waitFor()
})

test('the button closes the panel that it has opened, and so does the panel itself', async ({ visit, panel }) => {
  const { root, toggle, tab } = panel
  expect(await root.count()).toBe(0)
  await toggle()
  await tab('Health')
  await root.getByRole('rowheader', { name: 'GET /vessels', exact: true }).waitFor()
  await toggle()
  expect(await root.count()).toBe(0)
  await toggle()
  await visit.page.getByRole('button', { name: 'Close devtools' }).click()
  await root.waitFor({ state: 'detached' })
})
