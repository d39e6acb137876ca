// Writes the OpenAPI document of the harbour, made from its contract: node docs/build/openapi.ts <file>
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Usage: node docs/build/openapi.ts <file>')
const document = {
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1.0.0', description: 'The demo.' },
  servers: [{ url: 'https://harbour.example/api' }],
  paths: {
    '/vessels': {
      get: {
        operationId: 'vessels.list',
        summary: 'Lists the vessels',
        tags: ['vessels'],
        parameters: [{ name: 'page', in: 'query', schema: { type: 'integer', minimum: 1 } }],
        responses: {
          '200': {
            description: 'The vessels',
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Vessel' } } },
            },
          },
          '404': { description: 'No such page' },
        },
      },
    },
  },
  components: {
    schemas: {
      Vessel: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, name: { type: 'string' } } },
    },
  },
}
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`)
