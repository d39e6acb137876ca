import { get, put, update } from '@fairlead/core'
import * as z from 'zod'

const Light = z.object({ id: z.string(), isLit: z.boolean() })
const Change = Light.pick({ isLit: true })
const Problem = z.object({ title: z.string() })

export const lights = {
  list: get('/lights', { responses: { 200: z.array(Light) }, tags: ['lights'] }),
  switch: put('/lights/{id}', {
    params: Light.pick({ id: true }),
    body: Change,
    responses: { 200: Light, 409: Problem },
    invalidates: ['lights'],
  }),
}

/** What the list is like with a change in it. */
export function switched(id: string, change: z.infer<typeof Change>) {
  return update(lights.list, {}, (all) => all.map((light) => (light.id === id ? { ...light, ...change } : light)))
}
