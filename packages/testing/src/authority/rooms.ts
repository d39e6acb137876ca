import type { Answer } from '../mock/answer.ts'
import type { AuthorityCounts } from './authority.ts'
import type { Door } from './faults.ts'
import type { Family, Ledger } from './ledger.ts'
import type { Settings } from './options.ts'
import { type AuthorityRequest, fieldsOf, textOf } from './request.ts'
import type { Visitors } from './visitors.ts'

/** What the doors of an authority share. */
export interface Rooms {
  readonly counts: AuthorityCounts
  readonly ledger: Ledger
  readonly visitors: Visitors
  now(): number
  settings(): Settings
}

/** The work that a path stands for, and its kind; undefined where there is none. */
export type Doors = (path: string, request: AuthorityRequest) => readonly [Door, () => Answer] | undefined

/** Anybody may sign in, as whom they like; with the `scope` and `acr` they say. */
export function familyOf(request: AuthorityRequest, now: number): Family {
  const fields = fieldsOf(request)
  return {
    user: textOf(fields, 'user', 'username') ?? 'somebody',
    scope: textOf(fields, 'scope') ?? '',
    acr: textOf(fields, 'acr', 'acr_values') ?? '',
    authenticatedAt: now,
    isDead: false,
  }
}

/** Ends a session that was given back. */
export function revoke(counts: AuthorityCounts, family: Family | undefined): void {
  if (!family || family.isDead) return
  family.isDead = true
  counts.revoked++
}
