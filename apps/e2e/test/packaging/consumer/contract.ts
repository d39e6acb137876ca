import { createClient, get, post } from '@fairlead/core'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), draughtM: z.number() })
export const vessels = {
  byId: get('/vessels/{id}', { responses: { 200: Vessel, 404: z.object({ title: z.string() }) } }),
  moor: post('/vessels/{id}/moorings', { body: z.object({ berth: z.string() }), responses: { 201: Vessel } }),
}
const client = createClient({ baseUrl: 'https://harbour.example/api', contract: { vessels } })

export async function draught(id: string): Promise<number> {
  const { draughtM } = await client.api.vessels.byId({ params: { id } })
  return draughtM
}

export async function title(id: string): Promise<string> {
  const result = await client.api.vessels.byId({ params: { id } }).result()
  if (result.ok) return result.data.id
  return result.status === 404 ? result.data.title : result.error.message
}

// @ts-expect-error -- a path parameter cannot be left out
export const unnamed = (): unknown => client.api.vessels.byId({ params: {} })

// @ts-expect-error -- an unknown option is refused
export const unknown = (): unknown => createClient({ baseUrl: 'https://harbour.example', basUrl: '' })
