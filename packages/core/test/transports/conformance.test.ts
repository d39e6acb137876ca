import { type Transport, fetchTransport } from '@fairlead/core'
import { axiosTransport } from '@fairlead/core/axios'
import { kyTransport } from '@fairlead/core/ky'
import { conformanceContext, transportCases } from '@fairlead/testing/conformance'
import { type FaultServer, startFaultServer } from '@fairlead/testing/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let server: FaultServer
beforeAll(async () => {
  server = await startFaultServer()
})
afterAll(() => server.close())

const transports: readonly Transport[] = [fetchTransport(), axiosTransport(), kyTransport()]

describe.each(transports)('the $name transport on Node', (transport) => {
  test.each(transportCases)('$name', async ({ run }) => {
    await expect(run(conformanceContext(transport, server))).resolves.toBeUndefined()
  })
})
