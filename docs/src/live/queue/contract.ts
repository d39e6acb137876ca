import { get } from '@fairlead/core'
import * as z from 'zod'

const Pilot = z.object({ vessel: z.string() })

export const pilots = {
  ask: get('/pilots/{vessel}', { responses: { 200: Pilot } }),
}
