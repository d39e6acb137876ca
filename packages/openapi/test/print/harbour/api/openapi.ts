// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import type { OpenApiOptions } from '@fairlead/openapi'
import { operations as harbourDocumentsOperations } from './openapi/harbour-documents.ts'
import { operations as healthOperations } from './openapi/health.ts'
import { operations as tidesOperations } from './openapi/tides.ts'
import { operations as vesselsOperations } from './openapi/vessels.ts'
import { Unused } from './schemas/unused.ts'

const said: object = {
  info: {
    title: 'Harbour control',
    version: '2.4.0',
    description: 'Vessels and where they lie.',
  },
  servers: [{ url: 'https://harbour.example/api' }],
  securitySchemes: {
    token: { type: 'http', scheme: 'bearer' },
  },
  security: [{ token: [] }],
  tags: [{ name: 'vessels', description: 'Ships of all kinds.' }, { name: 'harbour documents' }],
  schemas: {
    unused: Unused,
  },
  operations: {
    ...vesselsOperations,
    ...harbourDocumentsOperations,
    ...healthOperations,
    ...tidesOperations,
  },
}

export const openapi = said as OpenApiOptions
