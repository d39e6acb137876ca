import { mockFetch } from '@fairlead/testing'
import { createTideClient } from './client.ts'
import { tides } from './contract.ts'
import type { Choice, Faults } from '../shared/faults.ts'

export const choices: readonly Choice[] = [
  { id: 'well', label: 'works' },
  {
    id: 'once',
    label: '503 once, “again in 1 s”',
    once: true,
    fault: { status: 503, headers: { 'retry-after': '1' } },
  },
  { id: 'busy', label: '503 until you change it', fault: { status: 503 } },
  { id: 'minute', label: '429, “again in a minute”', fault: { status: 429, headers: { 'retry-after': '60' } } },
  { id: 'cut', label: 'breaks off in mid-answer, once', once: true, fault: { body: 'cut' } },
  { id: 'offline', label: 'no network', fault: { offline: true } },
  { id: 'silent', label: 'no answer', fault: { latencyMs: 60_000 } },
  { id: 'malformed', label: 'broken JSON', fault: { body: 'malformed' } },
  { id: 'unknown', label: 'knows no tides (404)' },
]

export function connect({ faultOf, chosen }: Faults) {
  const mock = mockFetch(
    { tides },
    {
      tides: {
        next: ({ reply }) =>
          chosen.get() === 'unknown'
            ? reply(404, { title: 'The harbour knows no tides.' })
            : reply(200, { time: '06:12', metres: 4.1 }, { delayMs: 100 }),
      },
    },
    { faults: faultOf },
  )
  return { client: createTideClient(mock) }
}
