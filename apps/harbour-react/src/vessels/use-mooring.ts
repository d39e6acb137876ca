import { type CoreError, issuePath } from '@fairlead/core'
import type { Conflict, Mooring, NewMooring } from 'harbour-api/contract'
import { useRef, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'

/** What became of the last try to moor. */
export interface MooringState {
  readonly busy: boolean
  /** What does not fit, by the field's name. */
  readonly fields: Readonly<Partial<Record<keyof NewMooring, string>>>
  /** Why the harbour refused, and what there is instead. */
  readonly conflict?: Conflict
  readonly failure?: CoreError
}

/** The way to moor a vessel. */
export interface UseMooring {
  readonly state: MooringState
  readonly moor: (wanted: NewMooring) => Promise<void>
  /** Forgets the last try, since the form has changed. */
  readonly reset: () => void
}

const REST: MooringState = { busy: false, fields: {} }

/** Moors a vessel; gives every outcome as something to show and throws none. */
export function useMooring(vesselId: string, onMoored: (mooring: Mooring) => void): UseMooring {
  const { client } = useControlRoom()
  const [state, setState] = useState(REST)
  /** While it is unknown whether a request was carried out, it is repeated under the same key and never done twice. */
  const unsettled = useRef<{ readonly wanted: string; readonly key: string }>(undefined)

  const moor = async (wanted: NewMooring): Promise<void> => {
    const text = JSON.stringify(wanted)
    const key = unsettled.current?.wanted === text ? unsettled.current.key : crypto.randomUUID()
    unsettled.current = { wanted: text, key }
    setState((before) => ({ ...before, busy: true, fields: {} }))
    const call = client.api.vessels.moor({ params: { id: vesselId }, body: wanted }, { idempotencyKey: key })
    const result = await call.result()
    if (result.ok || result.status === 409) unsettled.current = undefined
    if (result.ok) {
      setState(REST)
      onMoored(result.data)
    } else if (result.status === 409) {
      setState({ ...REST, conflict: result.data })
      client.tags.invalidate(['berths'])
    } else if (result.status === 422)
      setState({ ...REST, fields: fieldsOf(result.data.errors ?? []), failure: result.error })
    else if (result.error.kind === 'validation' && result.error.part === 'body') {
      const issues = result.error.details ?? []
      setState({
        ...REST,
        fields: fieldsOf(issues.map((issue) => ({ path: issuePath(issue), message: issue.message }))),
      })
    } else setState({ ...REST, failure: result.error })
  }
  return { state, moor, reset: () => setState(REST) }
}

function fieldsOf(issues: readonly { readonly path: string; readonly message: string }[]): MooringState['fields'] {
  return Object.fromEntries(issues.map(({ path, message }) => [path, message]))
}
