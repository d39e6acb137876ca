import { get } from '@fairlead/core'
import * as z from 'zod'

const Tide = z.object({ time: z.string(), metres: z.number() })
const Problem = z.object({ title: z.string() })

export const tides = {
  next: get('/tides/next', { responses: { 200: Tide, 404: Problem } }),
}
