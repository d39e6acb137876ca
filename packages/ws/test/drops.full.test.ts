import { expect, test } from 'vitest'
import { FAULTLESS, runDrops } from './support/drops.ts'
import { transports } from './support/transports.ts'

test.each(transports)(
  'over %s, twenty drops on each of a hundred connections lose, double and disorder nothing',
  async (_, path, transport) => {
    const result = await runDrops({ transport, path, connections: 100, messages: 200, drops: 20, seed: 7 })
    console.log(JSON.stringify(result))
    expect(result).toMatchObject({ ...FAULTLESS, delivered: 40_000 })
    expect(result.drops).toBeGreaterThanOrEqual(2_000)
  },
  240_000,
)
