import type { Cached, Fault } from '../clients/client.ts'
import { outcomeOf } from './probe.ts'

/** What calls get while the store does something wrong. */
export interface StoreFault {
  readonly fault: Fault
  readonly answers: number
  readonly failures: number
  readonly hangs: number
  /** The longest that a call waited, and the last of them. */
  readonly longestMs: number
  readonly lastMs: number
}

export const faults: readonly Fault[] = ['get hangs', 'get throws', 'set hangs', 'set throws', 'get answers rubbish']

/** As many calls for as many things, one after the other. */
const calls = 12

/** Makes the calls over a client with a broken store. */
export async function storeFault(client: Cached, fault: Fault): Promise<StoreFault> {
  const counts = { answer: 0, failure: 0, hang: 0 }
  let longestMs = 0
  let lastMs = 0
  for (let i = 0; i < calls; i++) {
    const { kind, afterMs } = await outcomeOf(client, `/fault/${i}?cc=max-age%3D60`)
    counts[kind]++
    longestMs = Math.max(longestMs, afterMs)
    lastMs = afterMs
    // It would hang again.
    if (counts.hang === 2) break
  }
  return { fault, answers: counts.answer, failures: counts.failure, hangs: counts.hang, longestMs, lastMs }
}
