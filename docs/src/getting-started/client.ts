import { createClient, fetchTransport } from '@fairlead/core'
import * as vessels from './contract.ts'
import { harbour } from './harbour.ts'

export const client = createClient({
  baseUrl: 'https://harbour.example',
  contract: { vessels },
  // Without this line calls go to the network.
  transport: fetchTransport({ fetch: harbour }),
})
