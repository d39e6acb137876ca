import { client } from './client.ts'

const result = await client.api.vessels.byId({ params: { id: 'borea' } }).result()
if (result.ok) console.log(result.data.name)
else if (result.status === 404) console.log(result.data.title)
else console.log(result.error.kind, result.error.message)
