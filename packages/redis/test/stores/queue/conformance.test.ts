import { createScheduler } from '@fairlead/queue'
import { sharedRates } from '@fairlead/redis/queue'
import { type RateTerms, rateLimitCases } from '@fairlead/testing/conformance'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Opened, clients } from '../../support/clients.ts'
import { describeRedis } from '../../support/server.ts'
import { createVirtualFleet } from './virtual.ts'

describeRedis('limits of a fleet', (server) => {
  describe.each(Object.entries(clients))('through %s', (_name, connect) => {
    let opened: Opened | undefined
    beforeAll(async () => {
      opened = await connect(server.url)
    })
    afterAll(() => opened?.close())

    function open(terms: readonly RateTerms[]) {
      const fleet = createVirtualFleet(server.url, opened?.client)
      onTestFinished(fleet.close)
      const { rates } = sharedRates(fleet.process(), 'tides', terms)
      return { rates, clock: fleet.clock, advance: fleet.advance }
    }

    // What a process keeps of a burst for what it has taken ahead.
    const context = { open, createScheduler, spare: 2 }

    test.each(rateLimitCases)('$name', async ({ run }) => {
      await expect(run(context)).resolves.toBeUndefined()
    })
  })
})
