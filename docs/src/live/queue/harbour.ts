import { mockFetch } from '@fairlead/testing'
import type { Choice, Faults } from '../shared/faults.ts'
import { createPilotClient } from './client.ts'
import { pilots } from './contract.ts'

export const choices: readonly Choice[] = [
  { id: 'well', label: 'works' },
  {
    id: 'limit',
    label: '429 once, “again in 2 s”',
    once: true,
    fault: { status: 429, headers: { 'retry-after': '2' } },
  },
  { id: 'busy', label: '503', fault: { status: 503 } },
  { id: 'offline', label: 'no network', fault: { offline: true } },
]

export function connect({ faultOf }: Faults) {
  const mock = mockFetch(
    { pilots },
    { pilots: { ask: ({ params: { vessel }, reply }) => reply(200, { vessel }, { delayMs: 400 }) } },
    { faults: faultOf },
  )
  return createPilotClient(mock)
}
