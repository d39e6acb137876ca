import { z } from 'zod'

/** What clients and servers of these tests say to each other. */
export const contract = {
  toClient: { echo: z.object({ by: z.number(), n: z.number() }) },
  toServer: { steer: z.number() },
  requests: { double: { input: z.number(), output: z.number() } },
} as const
