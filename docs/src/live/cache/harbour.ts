import { mockFetch } from '@fairlead/testing'
import type { Choice, Faults } from '../shared/faults.ts'
import { createVesselClient } from './client.ts'
import { vessels } from './contract.ts'

export const choices: readonly Choice[] = [
  { id: 'well', label: 'works' },
  { id: 'slow', label: 'slow (1.5 s)', fault: { latencyMs: 1_500 } },
  { id: 'offline', label: 'no network', fault: { offline: true } },
  { id: 'busy', label: '503', fault: { status: 503 } },
  { id: 'malformed', label: 'broken JSON', fault: { body: 'malformed' } },
]

export function connect({ faultOf }: Faults) {
  const quay = new Map([
    ['aurora', 'Aurora'],
    ['borea', 'Borea'],
  ])
  let answer = 0
  const headers = { 'cache-control': 'max-age=4, stale-while-revalidate=60, stale-if-error=60' }
  const mock = mockFetch(
    { vessels },
    {
      vessels: {
        list: ({ reply }) => {
          answer += 1
          return reply(
            200,
            { answer, vessels: [...quay].map(([id, name]) => ({ id, name })) },
            { headers, delayMs: 100 },
          )
        },
        rename: ({ params: { id }, body: { name } }) => {
          quay.set(id, name)
          return { id, name }
        },
      },
    },
    { faults: faultOf },
  )
  return createVesselClient(mock)
}
