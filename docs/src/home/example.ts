import { cache } from '@fairlead/cache'
import { createClient, get } from '@fairlead/core'
import { queue } from '@fairlead/queue'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const vessels = {
  byId: get('/vessels/{id}', { responses: { 200: Vessel, 404: z.object({ title: z.string() }) } }),
}

export const client = createClient({
  baseUrl: 'https://harbour.example/api',
  contract: { vessels },
  plugins: [cache(), queue({ concurrency: 6 })], // in any order
})

export async function nameOf(id: string): Promise<string> {
  const result = await client.api.vessels.byId({ params: { id } }, { priority: 'high' }).result()
  if (result.ok) return result.data.name
  // Narrowed by status: the body of a 404 is what the contract says.
  return result.status === 404 ? result.data.title : 'Try again later'
}
