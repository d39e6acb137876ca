import { type MessageContract, incoming } from '@fairlead/ws'
import * as z from 'zod'

const Position = z.object({ id: z.string(), latitude: z.number(), longitude: z.number() })

export const messages = {
  toClient: { position: incoming(Position, { invalidates: ({ id }) => [`vessel:${id}`] }) },
  toServer: { steer: z.object({ id: z.string(), course: z.number() }) },
  requests: { depth: { input: z.object({ berth: z.string() }), output: z.number(), class: 'once-safe' } },
} as const satisfies MessageContract
