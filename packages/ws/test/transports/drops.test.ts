import { expect, test } from 'vitest'
import { FAULTLESS, runDrops } from '../support/drops.ts'
import { transports } from '../support/transports.ts'

test.each(transports)(
  'over %s, twenty drops on each of ten connections lose, double and disorder nothing',
  async (_, path, transport) => {
    const result = await runDrops({ transport, path, connections: 10, messages: 200, drops: 20 })
    expect(result).toMatchObject({ ...FAULTLESS, delivered: 4_000 })
    expect(result.drops).toBeGreaterThanOrEqual(200)
  },
  60_000,
)
