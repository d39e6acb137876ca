// Writes the OpenAPI document of the harbour, made from its contract: node docs/build/openapi.ts <file>
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { toOpenApi } from '@fairlead/openapi'
import { contract } from 'harbour-api/contract'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Usage: node docs/build/openapi.ts <file>')
const document = toOpenApi(contract, {
  info: {
    title: 'Harbour',
    version: '1.0.0',
    description:
      'The API of the harbour control room, the demo of Fairlead. This document is made from the contract that the server ' +
      'and both control rooms import.',
  },
  tags: [
    { name: 'vessels', description: 'Vessels, their files and their moorings.' },
    { name: 'harbours', description: 'Harbours and their berths.' },
    { name: 'bookings', description: 'Berths that are booked for a time to come.' },
    { name: 'watch', description: 'Who is on watch.' },
    { name: 'faults', description: 'What the server does wrong on purpose, for each tab of a browser.' },
  ],
  failureType: 'application/problem+json',
  servers: [{ url: 'https://harbour.example/api' }],
  securitySchemes: {
    harbour: {
      type: 'http',
      scheme: 'bearer',
      description: 'An access token of the OpenID provider of the harbour.',
    },
  },
})
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`)
