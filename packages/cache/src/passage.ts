import type { CallRequest, Next } from '@fairlead/core'
import { type Intent, comparable } from './intent.ts'
import type { Candidate } from './look-up.ts'
import type { Forward } from './policy/cache-status.ts'
import { isConditional } from './policy/conditional.ts'
import { selectionOf } from './policy/vary.ts'
import type { CacheReport } from './report.ts'
import type { Found } from './store.ts'
import type { Epochs } from './tiers.ts'

/** A call that goes on to the server, with what was found for it. */
export interface Passage {
  readonly request: CallRequest
  readonly next: Next
  readonly intent: Intent
  readonly epochs: Epochs
  readonly candidate: Candidate | undefined
  /** Request fields by which the stored answers for the URL are told apart. */
  readonly varies: readonly string[]
  /** Why the server is asked. */
  readonly fwd: Forward
  readonly reason: CacheReport['reason']
  /** Whether it has waited for another process already. */
  readonly hasWaited: boolean
}

/** Why a call goes on, and by what its answers vary, as far as the stored ones show. */
export function reasonsOf(
  found: readonly Found[],
  candidate: Candidate | undefined,
  { mode }: Intent,
): Pick<Passage, 'fwd' | 'reason' | 'varies'> {
  const varies = found[0]?.entry.vary.map(([name]) => name) ?? []
  if (!candidate) {
    const miss = found.length > 0 ? 'vary-miss' : 'uri-miss'
    return { fwd: miss, reason: miss, varies }
  }
  const { doubt = mode === 'default' ? 'partial' : 'request' } = candidate.verdict
  return { fwd: doubt === 'request' || doubt === 'partial' ? doubt : 'stale', reason: doubt, varies }
}

/** Whether no other call can share the request: it wants a part, asks a question of its own, or watches the transfer. */
export function isAlone(request: CallRequest): boolean {
  return (
    request.method !== 'GET' ||
    'range' in request.headers ||
    isConditional(request) ||
    request.onDownloadProgress !== undefined
  )
}

/** Whether a call wants something newer than the store has, and so perhaps than what is under way. */
export function wantsNewer({ mode, asked }: Intent): boolean {
  return (
    mode === 'reload' || mode === 'no-cache' || ['no-cache', 'max-age', 'min-fresh'].some((name) => asked.has(name))
  )
}

/** Calls with the same key can share a request. What is known of Vary keeps those apart who would not get the same anyway. */
export function flightKey({ request, intent }: Passage, varies: readonly string[]): string {
  const { key, partition } = intent
  return JSON.stringify([request.streamed, key, partition.flight, selectionOf(varies, request, comparable)])
}
