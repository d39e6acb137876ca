import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defects } from '../defects/defects.ts'
import { ours, stock } from '../defects/subjects.ts'
import { type Harbour, startHarbour } from '../support/harbour.ts'

let harbour: Harbour
beforeAll(async () => {
  harbour = await startHarbour()
})
afterAll(() => harbour.stop())

describe.each(defects)('$title', ({ run }) => {
  test('over the pipeline', async () => {
    await expect(run(ours, harbour)).resolves.toBeUndefined()
  })
  // Should one of these pass, urql has mended it: the guide must say so.
  test('fails with urql as it comes', async () => {
    await expect(Promise.resolve().then(() => run(stock, harbour))).rejects.toThrow()
  })
})
