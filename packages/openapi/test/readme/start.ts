import { get, post } from '@fairlead/core'
import { toOpenApi } from '@fairlead/openapi'
import { checkDocument } from '@fairlead/openapi/check'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string(), builtAt: z.date() }).meta({ id: 'Vessel' })
const Problem = z.object({ title: z.string() }).meta({ id: 'Problem' })

const vessels = {
  list: get('/vessels', { query: z.object({ page: z.number().default(1) }), responses: { 200: z.array(Vessel) } }),
  add: post('/vessels', { body: Vessel, responses: { 201: Vessel, '4XX': Problem }, idempotent: 'key' }),
}

const document = toOpenApi(
  { vessels },
  {
    info: { title: 'Harbour', version: '1.0.0' },
    securitySchemes: { officer: { type: 'http', scheme: 'bearer' } },
    failureType: 'application/problem+json',
  },
)
for (const { pointer, message } of await checkDocument(document)) console.warn(pointer, message)
console.log(JSON.stringify(document, null, 2))
