import { get, update } from '@fairlead/core'
import { type MessageContract, incoming } from '@fairlead/ws'
import { z } from 'zod'

/** What is asked over HTTP, and what messages change of it. */
export const harbour = {
  byId: get('/vessels/{id}', {
    params: z.object({ id: z.string() }),
    responses: { 200: z.object({ id: z.string(), n: z.number() }) },
    tags: ({ params }) => [`vessel:${params.id}`],
  }),
  course: get('/course', { responses: { 200: z.object({ degrees: z.number() }) }, tags: ['course'] }),
}

/** What the tests' clients and servers say to each other. */
export const contract = {
  toClient: {
    position: incoming(z.object({ id: z.string(), n: z.number() }), {
      invalidates: ({ id }) => [`vessel:${id}`],
      updates: ({ id, n }) => [update(harbour.byId, { params: { id } }, (vessel) => ({ ...vessel, n }))],
    }),
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
    vessel: {
      params: z.object({ id: z.string() }),
      messages: {
        moved: incoming(z.number(), { updates: (degrees) => [update(harbour.course, {}, () => ({ degrees }))] }),
      },
    },
    tower: { messages: { said: z.string() } },
  },
} as const satisfies MessageContract
