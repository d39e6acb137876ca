import { connectFaults } from '@fairlead/testing/conformance'
import { expect, inject, onTestFinished, test, vi } from 'vitest'

/** The next time that the page in the frame says a word. */
function heard(word: string): Promise<void> {
  return new Promise((resolve) => {
    addEventListener('message', function hear({ data }) {
      if (data !== word) return
      removeEventListener('message', hear)
      resolve()
    })
  })
}

test.each([
  ['is closed', (frame: HTMLIFrameElement) => frame.remove()],
  ['goes elsewhere', (frame: HTMLIFrameElement) => void (frame.src = 'data:text/html,elsewhere')],
])('a page that %s still reports, to another origin and without asking it first', async (_how, leave) => {
  const faults = await connectFaults(inject('faultServer'))
  const api = await faults.script({ status: 503 })
  const reports = await faults.script({ status: 204 })
  const frame = document.createElement('iframe')
  document.body.append(frame)
  onTestFinished(() => frame.remove())
  const loaded = heard('loaded')
  const script = document.createElement('script')
  script.type = 'module'
  script.src = new URL('./support/report-page.ts', import.meta.url).href
  frame.contentDocument?.body.append(script)
  await loaded
  const called = heard('called')
  frame.contentWindow?.postMessage({ api: faults.origin + api.path, reports: faults.otherOrigin + reports.path }, '*')
  await called
  expect(await reports.journal()).toEqual([])
  leave(frame)
  await vi.waitFor(async () => expect(await reports.journal()).toMatchObject([{ ended: true }]), { timeout: 5_000 })
  const [{ method, text } = { method: '', text: '' }] = await reports.journal()
  expect(method).toBe('POST')
  expect(JSON.parse(text)).toMatchObject({ v: 1, endpoints: [{ calls: 1, errors: 1, retries: 2 }] })
  expect(text).not.toMatch(/s3cret|9811000/)
})
