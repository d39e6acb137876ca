import { mockFetch } from '@fairlead/testing'
import type { Choice, Faults } from '../shared/faults.ts'
import { createLightClient } from './client.ts'
import { lights } from './contract.ts'

export const choices: readonly Choice[] = [
  { id: 'well', label: 'works' },
  { id: 'slow', label: 'slow (1.5 s)', fault: { latencyMs: 1_500 } },
  { id: 'red', label: 'slow, and refuses the red one' },
  { id: 'offline', label: 'no network', fault: ({ method }) => (method === 'PUT' ? { offline: true } : undefined) },
  { id: 'busy', label: '503', fault: ({ method }) => (method === 'PUT' ? { status: 503 } : undefined) },
]

export function connect({ faultOf, chosen }: Faults) {
  const lit = new Map(['red', 'green', 'white'].map((id) => [id, false]))
  const mock = mockFetch(
    { lights },
    {
      lights: {
        list: () => [...lit].map(([id, isLit]) => ({ id, isLit })),
        switch: ({ params: { id }, body: { isLit }, reply }) => {
          const isPicky = chosen.get() === 'red'
          if (isPicky && id === 'red') return reply(409, { title: 'The red light is broken.' }, { delayMs: 1_000 })
          lit.set(id, isLit)
          return reply(200, { id, isLit }, { delayMs: isPicky ? 500 : 100 })
        },
      },
    },
    { faults: faultOf },
  )
  return createLightClient(mock)
}
