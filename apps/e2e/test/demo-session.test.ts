import type { Page } from '../../../tools/demo-browser.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'

let room: Room
let visit: Visit

beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())
beforeEach(async () => {
  visit = await room.visit()
})
afterEach(() => visit.leave())

/** The token calls that the timeline shows. */
async function tokenCalls(page: Page): Promise<number> {
  return page.locator('.line[data-template="/oidc/token"]').count()
}

describe('signing in', () => {
  test('leads to the provider and back to where the officer was', async () => {
    const { page, go } = visit
    await go('?vessel=cape-meridian')
    await signIn(page)
    expect(new URL(page.url()).search).toBe('?vessel=cape-meridian')
    await page.getByRole('button', { name: 'Who am I?' }).click()
    await page.getByText('Maren Holt, harbour master: token good until').waitFor()
    await page.reload()
    await page.locator('.session-who').getByText('Maren Holt').waitFor()
    expect(await tokenCalls(page)).toBe(0)
  })

  test('that did not work says so, and the room stays usable', async () => {
    const { page, go } = visit
    await go('callback?code=none&state=none')
    await page.locator('.session').getByText('The sign-in did not work. Try it again.').waitFor()
    expect(page.url()).toBe(room.home)
    await page.goto(new URL('/oidc/interaction/none', page.url()).href)
    await page.getByText('The provider says: this sign-in has ended. Close this page and sign in again.').waitFor()
    await go()
    await signIn(page)
  })

  test('ends at the provider too: another officer can take the watch', async () => {
    const { page, go } = visit
    await go()
    await signIn(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.locator('.session[data-status=anonymous]').waitFor()
    await signIn(page, 'Idris Kane')
    expect(await page.locator('.session-who').innerText()).toBe('Idris Kane')
  })

  test('holds in every tab, and its end does too', async () => {
    const { page, go } = visit
    await go()
    await signIn(page)
    const second = await page.context().newPage()
    await second.goto(page.url())
    await second.locator('.session-who').getByText('Maren Holt').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await second.getByText('Signed out in another tab').waitFor()
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    expect(await second.locator('.session-who').count()).toBe(0)
  })
})

describe('somebody who is not on watch', () => {
  test('reads all there is, is told why mooring and casting off are not for them, and signs in there', async () => {
    const { page, go } = visit
    await go('?vessel=cape-meridian')
    expect(await page.getByText('60 vessels').count()).toBe(1)
    await page.getByText('Only officers on watch moor vessels. Sign in to moor Cape Meridian.').waitFor()
    expect(await page.getByRole('button', { name: 'Moor', exact: true }).count()).toBe(0)
    await go('?vessel=orient-compass')
    await page.getByText('Only officers on watch cast off. Sign in to let Orient Compass go.').waitFor()
    expect(await page.getByRole('button', { name: 'Cast off' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Sign in to go on' }).click()
    await page.getByRole('button', { name: 'Idris Kane' }).click()
    await page.getByRole('button', { name: 'Cast off' }).waitFor()
    expect(new URL(page.url()).search).toBe('?vessel=orient-compass')
  })
})

describe('a session in trouble', () => {
  test('does not keep a mooring from going through: the token is renewed, and the vessel is moored once', async () => {
    const { page, go, line } = visit
    await go('?vessel=cape-meridian')
    await signIn(page)
    await page.getByLabel('Harbour', { exact: true }).selectOption('northgate')
    await page.getByRole('radio', { name: /^Container Quay 3/ }).check()
    const before = await tokenCalls(page)
    await page.getByRole('button', { name: 'Expire tokens' }).click()
    await page.getByText('Maren Holt, harbour master').waitFor()
    expect(await tokenCalls(page)).toBe(before + 1)
    await page.getByRole('button', { name: 'Moor', exact: true }).click()
    await page.getByText(/^Cape Meridian is moored at Container Quay 3 until/).waitFor()
    expect((await line('POST', '/vessels/{id}/moorings')).attempts).toHaveLength(1)
    await page.getByRole('button', { name: 'Cast off' }).click()
    await page.getByText('Cape Meridian has left Container Quay 3.').waitFor()
  })

  test('goes on when its tokens expire: one refresh, and the call is sent again', async () => {
    const { page, go, line } = visit
    await go()
    await signIn(page)
    const before = await tokenCalls(page)
    await page.getByRole('button', { name: 'Expire tokens' }).click()
    await page.getByText('Maren Holt, harbour master').waitFor()
    expect(await tokenCalls(page)).toBe(before + 1)
    const { outcome, reason, attempts } = await line('GET', '/watch/me')
    expect([outcome, reason]).toEqual(['200', 'sent again with a new token'])
    expect(attempts).toEqual([expect.stringContaining('Attempt 1: 401'), expect.stringContaining('Attempt 2: 200')])
  })

  test('waits for a provider that answers 503, says when it asks again, and recovers by itself', async () => {
    const { page, go } = visit
    await go()
    await signIn(page)
    await page.getByRole('button', { name: 'Refresh: 503' }).click()
    await page.getByText(/Provider not answering, again in \d s/).waitFor()
    // Reading needs nobody on watch.
    await page.getByRole('searchbox').fill('kurosh')
    await page.getByText('1 vessel', { exact: true }).waitFor()
    await page.locator('.fault-panel').getByText('It is tried again by itself.').waitFor()
    await page.locator('.session[data-status=authenticated]').waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Who am I?' }).click()
    await page.getByText('Maren Holt, harbour master').waitFor()
    expect(await page.locator('.fault-panel').getByRole('alert').count()).toBe(0)
  })

  test('ends when the answer to a refresh is lost, and says why', async () => {
    const { page, go } = visit
    await go()
    await signIn(page)
    await page.getByRole('button', { name: 'Drop the answer' }).click()
    await page.getByText('Signed out: the answer to a refresh was lost').waitFor()
    // The provider still knows the officer: one click, no page.
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.locator('.session-who').getByText('Maren Holt').waitFor()
    expect(await page.locator('.session').getAttribute('data-status')).toBe('authenticated')
  })
})

describe('closing a berth', () => {
  test('asks the officer to confirm in a window, and then goes on by itself', async () => {
    const { page, go } = visit
    await go('?vessel=cape-meridian')
    await page.getByLabel('Harbour', { exact: true }).selectOption('northgate')
    await page.getByRole('radio', { name: /^Container Quay 3/ }).check()
    expect(await page.getByRole('button', { name: 'Close Container Quay 3' }).isDisabled()).toBe(true)
    await signIn(page)
    await page.getByLabel('Harbour', { exact: true }).selectOption('northgate')
    await page.getByRole('radio', { name: /^Container Quay 3/ }).check()
    await page.getByRole('button', { name: 'Close Container Quay 3' }).click()
    const [popup] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click(),
    ])
    const code = await popup.locator('output').innerText()
    await popup.getByLabel('Code').fill('000000')
    await popup.getByRole('button', { name: 'Confirm' }).click()
    await popup.getByText('That is not the code.').waitFor()
    await popup.getByLabel('Code').fill(code)
    await popup.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('button', { name: 'Open Container Quay 3' }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect((await visit.line('PUT', '/berths/{id}/closure')).reason).toBe('sent again once you had confirmed')
    // Confirmed lately: not asked again.
    await page.getByRole('button', { name: 'Open Container Quay 3' }).click()
    await page.getByRole('button', { name: 'Close Container Quay 3' }).waitFor()
  })

  test('is not done when the officer does not confirm', async () => {
    const { page, go } = visit
    await go('?vessel=cape-meridian')
    await signIn(page)
    await page.getByLabel('Harbour', { exact: true }).selectOption('northgate')
    await page.getByRole('radio', { name: /^Container Quay 3/ }).check()
    await page.getByRole('button', { name: 'Close Container Quay 3' }).click()
    const confirm = page.getByRole('dialog').getByRole('button', { name: 'Confirm' })
    const [popup] = await Promise.all([page.context().waitForEvent('page'), confirm.click()])
    await popup.getByLabel('Code').waitFor()
    await popup.close()
    const alert = page.getByRole('dialog').getByRole('alert')
    expect(await alert.innerText()).toBe('The window was closed before it was done.')
    expect(await confirm.isEnabled()).toBe(true)
    await page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click()
    await page.getByText('Container Quay 3 could not be closed.').waitFor()
    await page.getByText('Do it again, and confirm.').waitFor()
    expect(await page.getByRole('button', { name: 'Close Container Quay 3' }).isEnabled()).toBe(true)
  })
})
