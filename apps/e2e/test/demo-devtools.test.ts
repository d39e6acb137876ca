import { afterAll, beforeAll, expect, test as base } from 'vitest'
import { type Room, type Visit, openRoom } from './demo/control-room.ts'

let room: Room

beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())

const test = base.extend<{ visit: Visit }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  visit: async ({}, use) => {
    const visit = await room.visit()
    await visit.go()
    await use(visit)
    await visit.leave()
  },
})

/** Lets the list be asked for under a fault, and answers the steps that the panel's waterfall shows for it. */
async function stepsUnder(visit: Visit, legend: string, choice: string, outcome: string): Promise<string[]> {
  const { page, fault } = visit
  // The open panel would cover the faults.
  await fault(legend, choice)
  await open(visit)
  await page.locator('fairlead-devtools').getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('searchbox', { name: 'Filter calls' }).fill('GET /vessels ')
  await page.locator('.register').getByRole('searchbox').fill('kurosh')
  const row = page.locator('fairlead-devtools .call', { hasText: '/vessels' }).last()
  await row.locator('.outcome', { hasText: outcome }).waitFor()
  await row.click()
  return page.locator('fairlead-devtools .steps li').allInnerTexts()
}

const open = ({ page }: Visit): Promise<void> => page.getByRole('button', { name: 'Devtools', exact: true }).click()
const attempts = (steps: readonly string[]): string[] =>
  steps
    .filter((step) => step.startsWith('Attempt'))
    .map((step) => step.split('\n').slice(0, 2).join(' ').split(',')[0] ?? '')

test.for([
  ['503', 'Twice', '200', ['Attempt 1 503', 'Attempt 2 503', 'Attempt 3 200'], 'Backoff'],
  ['503', 'All', '503', ['Attempt 1 503', 'Attempt 2 503', 'Attempt 3 503'], 'Backoff'],
  ['429', 'Once', '200', ['Attempt 1 429', 'Attempt 2 200'], 'The server asked to wait'],
  ['Stalled body', 'Once', '200', ['Attempt 1 timeout', 'Attempt 2 200'], 'Backoff'],
  ['Latency', '1 s', '200', ['Attempt 1 200'], 'Cache'],
] as const)(
  '%s, %s: the panel shows the waterfall of the list',
  async ([legend, choice, outcome, trips, wait], { visit }) => {
    const steps = await stepsUnder(visit, legend, choice, outcome)
    expect(attempts(steps)).toEqual(trips)
    expect(steps.some((step) => step.startsWith(wait))).toBe(true)
    expect(steps.some((step) => step.startsWith('Cache'))).toBe(true)
  },
)

test('the button closes the panel that it has opened, and so does the panel itself', async ({ visit }) => {
  const { page } = visit
  const panel = page.locator('fairlead-devtools')
  expect(await panel.count()).toBe(0)
  await open(visit)
  await panel.getByRole('tab', { name: 'Health' }).click()
  await panel.getByRole('rowheader', { name: 'GET /vessels', exact: true }).waitFor()
  await open(visit)
  expect(await panel.count()).toBe(0)
  await open(visit)
  await panel.getByRole('button', { name: 'Close devtools' }).click()
  await panel.waitFor({ state: 'detached' })
})
