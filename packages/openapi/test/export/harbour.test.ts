import { toAsyncApi, toOpenApi } from '@fairlead/openapi'
import { checkDocument } from '@fairlead/openapi/check'
import { expect, test, vi } from 'vitest'
import * as harbour from '../../../../apps/harbour-api/src/contract/index.ts'

// Validators compile their rules anew for each document.
vi.setConfig({ testTimeout: 60_000 })

const { Berth, Booking, Harbour, Mooring, Problem, Sighting, Sweep, Vessel, VesselFile, contract, link } = harbour
const info = { title: 'Harbour', version: '1.0.0' }

test("nothing is wrong with the document of the demo's contract", async () => {
  const document = toOpenApi(contract, {
    info,
    servers: [{ url: 'https://harbour.example/api' }],
    securitySchemes: {
      oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://id.harbour.example/.well-known/openid-configuration' },
    },
    failureType: 'application/problem+json',
    schemas: { Berth, Booking, Harbour, Mooring, Problem, Vessel, VesselFile },
  })

  expect(await checkDocument(document)).toEqual([])
  expect(Object.keys(document.paths ?? {})).toHaveLength(11)
  expect(document.paths?.['/vessels/{id}/moorings']?.post).toMatchObject({
    operationId: 'vessels.moor',
    parameters: [
      { name: 'id', in: 'path' },
      { name: 'Idempotency-Key', in: 'header' },
    ],
    responses: {
      201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Mooring' } } } },
      '4XX': { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
    'x-invalidates': ['vessels', 'berths', 'vessel:{id}'],
  })
})

test("the demo's live connection has a document as well", () => {
  const { operations, components } = toAsyncApi(
    { link },
    { info, addresses: { link: '/live' }, schemas: { Sighting, Sweep } },
  )

  expect(Object.keys(operations)).toEqual([
    'link.toClient.sweep',
    'link.toServer.entry',
    'link.requests.strike',
    'link.requests.log',
  ])
  expect(components.messages['link.toClient.sweep']?.payload).toMatchObject({
    properties: { data: { $ref: '#/components/schemas/Sweep' } },
  })
})
