import { client } from './client.ts'

const aurora = await client.api.vessels.byId({ params: { id: 'aurora' } })
console.log(aurora.name)
