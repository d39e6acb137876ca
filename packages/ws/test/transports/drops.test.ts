import { expect, test } from 'vitest'
import { runDrops } from '../support/drops.ts'
import { transports } from '../support/transports.ts'

test.each(transports)(
  'over %s, twenty drops on each of ten connections lose, double and disorder nothing',
  async (_, path, transport) => {
    const result = await runDrops({ transport, path, connections: 10, messages: 200, drops: 20 })
    expect(result).toMatchObject({
      delivered: 4_000,
      lost: 0,
      duplicated: 0,
      outOfOrder: 0,
      unsettled: 0,
      toldWrong: 0,
      gaps: 0,
      errors: 0,
    })
    expect(result.drops).toBeGreaterThanOrEqual(200)
  },
  60_000,
)
