import type { MessageContract } from '@fairlead/ws'
import { z } from 'zod'

/** What the tests' clients and servers say to each other. */
export const contract = {
  toClient: {
    position: { schema: z.object({ id: z.string(), n: z.number() }), invalidates: ({ id }) => [`vessel:${id}`] },
    notice: { schema: z.string(), invalidates: ['notices'] },
  },
  toServer: {
    steer: z.object({ n: z.number() }),
    nudge: { schema: z.object({ n: z.number() }), class: 'once-safe' },
    glance: { schema: z.object({ n: z.number() }), class: 'volatile' },
    blob: z.instanceof(Uint8Array),
  },
  requests: {
    double: { input: z.number(), output: z.number() },
    fail: { input: z.string(), output: z.null() },
    slow: { input: z.number(), output: z.number() },
    safe: { input: z.number(), output: z.number(), class: 'once-safe' },
  },
  channels: {
    vessel: { params: z.object({ id: z.string() }), messages: { moved: z.number() } },
    tower: { messages: { said: z.string() } },
  },
} as const satisfies MessageContract
