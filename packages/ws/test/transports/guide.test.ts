import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { programsOf, run } from '../../../../tools/guide-programs.ts'
import { type FreePort, onAFreePort } from '../support/on-a-free-port.ts'

const nowhere = async (): Promise<Response> => new Response(null, { status: 404 })
let port: FreePort

beforeEach(() => {
  port = onAFreePort()
})
afterEach(() => port.close())

describe('the programs of the guide to live connections', () => {
  test('show both halves', async () => {
    const [both = ''] = programsOf('live')
    expect(await run(both, nowhere)).toEqual([
      ['aurora steers 270'],
      ['acknowledged'],
      [11.5],
      ['refused', 'no-such-berth'],
      [1],
      ['moved to', 54.3],
      ['forbidden'],
      ['closed'],
    ])
  })
})
