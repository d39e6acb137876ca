import { expect, test } from 'vitest'
import { describeRedis } from '../../support/server.ts'
import { ratesOf, useFor } from './processes/rate.ts'

describeRedis(
  'four processes',
  (server) => {
    test('have the rate of one limit to two per cent over a minute', { timeout: 120_000 }, async () => {
      const { total, most, shares } = ratesOf(await useFor(server.server.port, 62_000), 200)
      console.log({ total, most, shares })
      expect(total).toBeGreaterThan(0.98)
      expect(total).toBeLessThan(1.02)
      expect(most).toBeLessThanOrEqual(200 + 100)
    })
  },
  {},
)
