import { cache } from '@fairlead/cache'
import { createClient, get, post } from '@fairlead/core'

const contract = {
  list: get('/vessels', { tags: ['vessels'] }),
  byId: get('/vessels/{id}', { tags: ({ params }) => ['vessels', `vessel:${params.id}`] }),
  moor: post('/vessels/{id}/moorings', { invalidates: ({ params }) => [`vessel:${params.id}`] }),
}
const client = createClient({ baseUrl: 'https://harbour.example/api', contract, plugins: [cache()] })
const { byId, list, moor } = client.api

const id = 'aurora'
await Promise.all([list(), byId({ params: { id } }), byId({ params: { id: 'borea' } })])
await moor({ params: { id } })
await Promise.all([list(), byId({ params: { id } }), byId({ params: { id: 'borea' } })])

client.cache.invalidate(['vessels'], 'gone')
await list()
