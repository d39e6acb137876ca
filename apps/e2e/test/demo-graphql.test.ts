import { afterAll, beforeAll, expect, test as base, vi } from 'vitest'
import type { Page } from '../../../tools/demo-browser.ts'
import { type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'
import { faintTexts, namelessControls } from './demo/readable.ts'

let room: Room
beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())

const FILE = '?vessel=cape-meridian&part=file'
const ASKED = '.line[data-template="/graphql VesselFile"]'

const test = base.extend<{ visit: Visit; officer: Visit; other: Visit }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  visit: async ({}, use) => {
    const visit = await room.visit()
    await use(visit)
    await visit.leave()
  },
  officer: async ({ visit }, use) => {
    await watch(visit)
    await use(visit)
  },
  // oxlint-disable-next-line no-empty-pattern -- as above
  other: async ({}, use) => {
    const visit = await room.visit()
    await watch(visit, 'Idris Kane')
    await use(visit)
    await visit.leave()
  },
})

/** Signs an officer in and opens the file. */
async function watch({ page, go }: Visit, name?: string): Promise<void> {
  await go(FILE)
  await signIn(page, name)
  await page.goto(`${room.home}${FILE}`)
  await page.locator('.cargo[data-state=here]').waitFor()
  await page.locator('.live').getByText('Live', { exact: true }).waitFor()
}

const block = (page: Page, title: string) => page.getByRole('region', { name: title })
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()

/** Moors the vessel, or lets her go, by REST: at a glance. */
async function moor({ page }: Visit, berth: string): Promise<void> {
  await page.getByRole('link', { name: 'At a glance' }).click()
  await page.locator('form.mooring select').selectOption('northgate')
  await page.locator(`label.berth:has-text("${berth}")`).click()
  await page.locator('form.mooring button.button-main').click()
  await page.getByText('Alongside').waitFor()
}
async function castOff({ page }: Visit): Promise<void> {
  await page.getByRole('link', { name: 'At a glance' }).click()
  await press(page, 'Cast off')
  await page.getByText('has left').waitFor()
}
const openFile = ({ page }: Visit): Promise<void> => page.getByRole('link', { name: 'Voyages, cargo, papers' }).click()

test('a visitor reads the voyages, and finds the papers closed', async ({ visit }) => {
  const { page } = visit
  await visit.go('?vessel=cape-meridian')
  await openFile(visit)
  await page.locator('.voyages li').first().waitFor()
  expect(await page.locator('.voyages li').count()).toBeGreaterThan(1)
  await block(page, 'Cargo and papers').getByRole('button', { name: 'Sign in to go on' }).waitFor()
  expect(await page.locator('.cargo, .papers').count()).toBe(0)
})

test('the file is there before its cargo, which comes into a place kept for it', async ({ officer }) => {
  const { page } = officer
  await page.goto(`${room.home}${FILE}`)
  await page.locator('.cargo[data-state=awaited]').getByText('Customs are being asked').waitFor()
  expect(await page.locator('.voyages li').count()).toBeGreaterThan(1)
  expect(await page.locator('.papers li').count()).toBeGreaterThan(0)
  await page.locator('.cargo[data-state=here]').waitFor()
  expect(await page.locator('.goods li').count()).toBe(6)
  expect(await officer.line('POST', '/graphql VesselFile')).toMatchObject({ outcome: '200' })
  // Asked once: what a hook only looks at while it is drawn is no call.
  expect(await page.locator(ASKED).count()).toBe(1)
})

test('customs that do not answer leave a hole and a plain notice, and are asked again', async ({ officer }) => {
  const { page } = officer
  await officer.fault('Customs office', 'Silent')
  await page.goto(`${room.home}${FILE}`)
  const notice = page.locator('.notice[data-kind=partial]')
  await notice.getByText('The file is here, but for her cargo').waitFor()
  await block(page, 'Cargo').getByText('Not known').waitFor()
  expect(await page.locator('.papers li').count()).toBeGreaterThan(0)
  await officer.fault('Customs office', 'Well')
  await press(page, 'Ask again')
  await page.locator('.cargo[data-state=here]').waitFor()
  await notice.waitFor({ state: 'detached' })
})

test('a harbour in trouble is said so, and the file comes when it is asked again', async ({ officer }) => {
  const { page } = officer
  await officer.fault('503 Unavailable', 'All')
  await page.goto(`${room.home}?vessel=kuroshio&part=file`)
  await page.locator('.notice[data-kind=http]').getByText('could not be opened').waitFor()
  expect(await page.locator('.file .notice code').innerText()).toBe('HTTP 503 after 3 attempts · all retries used')
  expect(await officer.line('POST', '/graphql VesselFile')).toMatchObject({
    outcome: '503',
    reason: 'gave up: all retries used',
    attempts: { length: 3 },
  })
  await officer.fault('503 Unavailable', 'Off')
  await press(page, 'Try again')
  await page.locator('.cargo[data-state=here]').waitFor()
})

test('a document goes up as a form and is in the file', async ({ officer }) => {
  const { page } = officer
  const sent = page.waitForRequest((request) => request.headers()['content-type']?.startsWith('multipart/') ?? false)
  await page.locator('.papers input[type=file]').setInputFiles(text('Manifest.txt', 'nine crates'))
  expect((await sent).headers()['authorization']).toMatch(/^Bearer /)
  await page.locator('.papers li').getByText('Manifest.txt').waitFor()
  await page.locator('.papers li').getByText('11 B, by Maren Holt').waitFor()
  // What is asked for anew is not taken away meanwhile.
  expect(await page.locator('.cargo').getAttribute('data-state')).toBe('here')
})

test('a document that goes up while the cargo is still to come is in the file', async ({ officer: { page } }) => {
  await page.goto(`${room.home}${FILE}`)
  await page.locator('.cargo[data-state=awaited]').waitFor()
  await page.locator('.papers input[type=file]').setInputFiles(text('Meanwhile.txt', 'nine crates'))
  await page.locator('.papers li').getByText('Meanwhile.txt').waitFor()
  await page.locator('.cargo[data-state=here]').waitFor()
  expect(await page.locator('.goods li').count()).toBe(6)
})

test('a document that is refused says why', async ({ officer: { page } }) => {
  await page.locator('.papers input[type=file]').setInputFiles(text('Nothing.txt', ''))
  const notice = page.locator('.papers .notice[data-kind=graphql]')
  await notice.getByText('There is nothing in this file.').waitFor()
  expect(await page.locator('.papers li').getByText('Nothing.txt').count()).toBe(0)
})

test('a name given by GraphQL is in what REST has listed', async ({ officer: { page } }) => {
  const row = page.locator('[data-vessel=cape-meridian]')
  await row.getByText('Cape Meridian').waitFor()
  await rename(page, 'Cape Horn')
  await row.getByText('Cape Horn').waitFor()
  await page.getByRole('heading', { name: 'Cape Horn' }).waitFor()
  await rename(page, 'Cape Meridian')
  await row.getByText('Cape Meridian').waitFor()
  expect(await row.getByText('Cape Horn').count()).toBe(0)
})

test('a mooring made by REST is in the file, without being asked for', async ({ officer }) => {
  const { page } = officer
  await moor(officer, 'Container Quay 3')
  await openFile(officer)
  await block(page, 'Berth').getByText('Container Quay 3').waitFor()
  await castOff(officer)
  await openFile(officer)
  await block(page, 'Berth').getByText('She is not alongside.').waitFor()
  expect(await page.locator('.berth-line').count()).toBe(0)
})

test('a berth that another officer gives her shows at once, by subscription', async ({ officer, other }) => {
  const { page } = officer
  const asked = await page.locator(ASKED).count()
  await moor(other, 'Container Quay 3')
  await page.locator('.moved').getByText('Moored at Container Quay 3, Northgate').waitFor()
  await block(page, 'Berth').locator('.berth-line').getByText('Container Quay 3').waitFor()
  await page.locator('[data-vessel=cape-meridian]').getByText('Container Quay 3').waitFor()
  expect(await page.locator(ASKED).count()).toBe(asked + 1)
  await castOff(other)
  await page.locator('.moved').getByText('Cast off').waitFor()
  await block(page, 'Berth').getByText('She is not alongside.').waitFor()
})

test('a failure while it is asked anew keeps the file there was', async ({ officer, other }) => {
  const { page } = officer
  await officer.fault('503 Unavailable', 'All')
  await moor(other, 'Container Quay 3')
  // Told all the same: that link is another.
  await page.locator('.moved').getByText('Moored at Container Quay 3').waitFor()
  await page.locator('.file .notice[data-kind=http]').getByText('could not be brought up to date').waitFor()
  expect(await page.locator('.goods li').count()).toBe(6)
  await officer.fault('503 Unavailable', 'Off')
  await page.locator('.file').getByRole('button', { name: 'Try again' }).click()
  await block(page, 'Berth').locator('.berth-line').getByText('Container Quay 3').waitFor()
  await castOff(other)
})

test('a watch that ends takes the papers off the screen and closes the link', async ({ officer: { page } }) => {
  const closed = new Promise<void>((resolve) => page.on('websocket', (socket) => socket.on('close', () => resolve())))
  await page.goto(`${room.home}${FILE}`)
  await page.locator('.live').getByText('Live', { exact: true }).waitFor()
  await page.locator('.session').getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(/\/$/)
  await closed
  await page.goto(`${room.home}${FILE}`)
  await page.locator('.voyages li').first().waitFor()
  expect(await page.locator('.cargo, .papers').count()).toBe(0)
})

test.for(['light', 'dark'] as const)(
  'names every control and is readable in the %s theme',
  async (colorScheme, { officer, other }) => {
    const { page } = officer
    await page.emulateMedia({ colorScheme })
    // A berth change that is told of, a hole in the file, a document that is in, and one that is refused.
    await officer.fault('Customs office', 'Silent')
    await moor(other, 'Container Quay 3')
    await page.locator('.moved').getByText('Moored at').waitFor()
    await page.locator('.notice[data-kind=partial]').waitFor()
    await page.locator('.papers input[type=file]').setInputFiles(text('Seen.txt', 'seen'))
    await page.locator('.notice-good').waitFor()
    const readable = async (): Promise<void> => {
      expect(await page.evaluate(namelessControls)).toEqual([])
      expect(await page.evaluate(faintTexts)).toEqual([])
    }
    await readable()
    await page.locator('.papers input[type=file]').setInputFiles(text('Nothing.txt', ''))
    await page.locator('.papers .notice[data-kind=graphql]').waitFor()
    await readable()
    await officer.fault('Customs office', 'Well')
    await press(page, 'Ask again')
    await page.locator('.cargo[data-state=here]').waitFor()
    await readable()
    await castOff(other)
  },
)

test('on a phone the file is one column, and nothing is wider than the screen', async () => {
  const visit = await room.visit({ viewport: { width: 360, height: 740 } })
  await visit.page.goto(`${room.home}${FILE}`)
  await visit.page.locator('.voyages li').first().waitFor()
  await vi.waitFor(async () =>
    expect(await visit.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360),
  )
  expect(await visit.page.locator('.file .scroll').evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0)
  await visit.leave()
})

function text(name: string, content: string) {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(content) }
}

async function rename(page: Page, name: string): Promise<void> {
  await block(page, 'Name').getByRole('textbox').fill(name)
  await press(page, 'Rename')
  await block(page, 'Name').getByText(`She is ${name} now`).waitFor()
}
