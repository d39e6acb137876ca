import { setTimeout } from 'node:timers/promises'
import type { Page } from '../../../../tools/demo-browser.ts'

type Locator = ReturnType<Page['locator']>

/** The devtools panel in the control room, used as a person does. */
export interface DevtoolsPanel {
  readonly root: Locator
  /** Shows or hides it. */
  readonly toggle: () => Promise<void>
  readonly tab: (name: string) => Promise<void>
  /** Sets one fault in its own tab, which holds until the next. */
  readonly fault: (fields: Readonly<Record<string, string>>) => Promise<void>
  /** Forgets the calls so far and shows those that come, of which the name begins so. */
  readonly watch: (call: string) => Promise<void>
  /** The newest call that has come to an outcome: what its row and its details say. */
  readonly call: (outcome: string) => Promise<CallShown>
  /** What a fact of the open tab is. */
  readonly fact: (name: string) => Locator
  /** The rows of a table of the open tab, as the texts of their cells. */
  readonly rows: (caption: string) => Promise<string[][]>
}

/** A call as the waterfall has it. */
export interface CallShown {
  readonly chips: readonly string[]
  readonly attempts: readonly string[]
  /** Names of all steps, in their order. */
  readonly steps: readonly string[]
  readonly facts: string
}

/** Finds the panel in a page; it need not be open. */
export function devtoolsPanel(page: Page): DevtoolsPanel {
  const root = page.locator('fairlead-devtools')
  const view = root.locator('[role=tabpanel]:not([hidden])')
  const tab = async (name: string): Promise<void> => {
    if (await root.getByRole('tab', { name }).and(root.locator('[aria-selected=true]')).count()) return
    await root.getByRole('tab', { name }).click()
  }
  return {
    root,
    toggle: () => page.getByRole('button', { name: 'Devtools', exact: true }).click(),
    tab,
    async fault(fields) {
      await tab('Faults')
      await view.getByRole('button', { name: 'All calm' }).click()
      await view.getByRole('button', { name: 'Add a fault' }).click()
      for (const [label, value] of Object.entries(fields)) {
        const field = view.locator('.rules').getByLabel(label, { exact: true })
        if (label === 'Answer') await field.selectOption(value)
        else if (label === 'Offline') await field.check()
        else {
          await field.fill(value)
          await field.blur()
        }
      }
    },
    async watch(call) {
      await tab('Calls')
      await view.getByRole('button', { name: 'Clear' }).click()
      await view.getByRole('searchbox', { name: 'Filter calls' }).fill(call)
    },
    async call(outcome) {
      const row = view.locator('.call', { has: page.locator('.outcome', { hasText: outcome }) }).last()
      // A call may have to wait for its turn.
      await row.waitFor({ timeout: 30_000 })
      await row.click()
      const details = view.locator('.details')
      await details.waitFor()
      const steps = await still(() => details.locator('.steps li').allInnerTexts())
      return {
        chips: await row.locator('.chip').allInnerTexts(),
        attempts: steps
          .filter((step) => step.startsWith('Attempt'))
          .map((step) => step.split('\n').slice(0, 2).join(' ').split(',')[0] ?? ''),
        steps: steps.map((step) => step.split('\n')[0] ?? ''),
        facts: await details.locator('.facts').innerText(),
      }
    },
    fact: (name) => view.locator('.facts > div', { has: page.getByText(name, { exact: true }) }).locator('dd'),
    rows: async (caption) => {
      const rows = view.getByRole('table', { name: caption }).locator('tbody tr')
      return Promise.all((await rows.all()).map((row) => row.locator('th, td').allInnerTexts()))
    },
  }
}

/** What is read when it has stood for a while: the panel draws what changes in the next frame. */
async function still(read: () => Promise<string[]>): Promise<string[]> {
  for (let before = await read(); ;) {
    await setTimeout(100)
    const now = await read()
    if (now.join() === before.join()) return now
    before = now
  }
}
