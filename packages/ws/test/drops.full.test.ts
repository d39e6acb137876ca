import { expect, test } from 'vitest'
import { runDrops } from './support/drops.ts'
import { transports } from './support/transports.ts'

test.each(transports)(
  'over %s, twenty drops on each of a hundred connections lose, double and disorder nothing',
  async (_, path, transport) => {
    const result = await runDrops({ transport, path, connections: 100, messages: 200, drops: 20, seed: 7 })
    console.log(JSON.stringify(result))
    expect(result).toMatchObject({
      delivered: 40_000,
      lost: 0,
      duplicated: 0,
      outOfOrder: 0,
      unsettled: 0,
      toldWrong: 0,
      gaps: 0,
      errors: 0,
    })
    expect(result.drops).toBeGreaterThanOrEqual(2_000)
  },
  240_000,
)
