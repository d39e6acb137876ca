import { mockFetch } from '@fairlead/testing'
import * as vessels from './contract.ts'

const names = new Map([['aurora', 'Aurora']])

/** Answers like a server, without one. */
export const harbour = mockFetch(
  { vessels },
  {
    vessels: {
      byId: ({ params: { id }, reply }) => {
        const name = names.get(id)
        return name === undefined ? reply(404, { title: `No vessel ${id}` }) : reply(200, { id, name })
      },
      rename: ({ params: { id }, body: { name } }) => {
        names.set(id, name)
        return { id, name }
      },
    },
  },
)
