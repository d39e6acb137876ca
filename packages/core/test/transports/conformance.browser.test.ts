import { type Transport, fetchTransport } from '@fairlead/core'
import { axiosTransport } from '@fairlead/core/axios'
import { kyTransport } from '@fairlead/core/ky'
import { type FaultClient, conformanceContext, connectFaults, transportCases } from '@fairlead/testing/conformance'
import { beforeAll, describe, expect, inject, test } from 'vitest'

let server: FaultClient
beforeAll(async () => {
  server = await connectFaults(inject('faultServer'))
})

const transports: readonly Transport[] = [fetchTransport(), axiosTransport(), kyTransport()]

describe.each(transports)('the $name transport in Chromium', (transport) => {
  const cases = transportCases.filter(({ needs }) => needs === undefined || transport.capabilities[needs])
  test.each(cases)('$name', async ({ run }) => {
    await expect(run(conformanceContext(transport, server))).resolves.toBeUndefined()
  })
})
