import { type CoreError, issuePath } from '@fairlead/core'
import type { Conflict, Mooring, NewMooring } from 'harbour-api/contract'
import type { HarbourClient } from '../harbour/client.ts'

/** What became of the last try to moor. */
export interface MooringState {
  readonly busy: boolean
  /** What does not fit, by the field's name. */
  readonly fields: Readonly<Partial<Record<keyof NewMooring, string>>>
  /** Why the harbour refused, and what there is instead. */
  readonly conflict?: Conflict
  readonly failure?: CoreError
}

/** Nothing has been tried. */
export const MOORING_AT_REST: MooringState = { busy: false, fields: {} }

/** Moors one vessel, as often as a person asks. */
export type Moor = (wanted: NewMooring) => Promise<{ readonly mooring: Mooring } | { readonly state: MooringState }>

/** Makes the way to moor a vessel: every outcome is something to show, and none is thrown. */
export function createMoor(client: HarbourClient, vesselId: string): Moor {
  /** While it is unknown whether a request was carried out, it is repeated under the same key and never done twice. */
  let unsettled: { readonly wanted: string; readonly key: string } | undefined

  return async (wanted) => {
    const text = JSON.stringify(wanted)
    const key = unsettled?.wanted === text ? unsettled.key : crypto.randomUUID()
    unsettled = { wanted: text, key }
    const call = client.api.vessels.moor({ params: { id: vesselId }, body: wanted }, { idempotencyKey: key })
    const result = await call.result()
    if (result.ok || result.status === 409) unsettled = undefined
    if (result.ok) return { mooring: result.data }
    const state = (change: Partial<MooringState>): { state: MooringState } => ({
      state: { ...MOORING_AT_REST, ...change },
    })
    if (result.status === 409) {
      client.tags.invalidate(['berths'])
      return state({ conflict: result.data })
    }
    if (result.status === 422) return state({ fields: fieldsOf(result.data.errors ?? []), failure: result.error })
    if (result.error.kind === 'validation' && result.error.part === 'body') {
      const issues = result.error.details ?? []
      return state({ fields: fieldsOf(issues.map((issue) => ({ path: issuePath(issue), message: issue.message }))) })
    }
    return state({ failure: result.error })
  }
}

function fieldsOf(issues: readonly { readonly path: string; readonly message: string }[]): MooringState['fields'] {
  return Object.fromEntries(issues.map(({ path, message }) => [path, message]))
}
