import { useSession } from '@fairlead/react'
import type { Berth } from 'harbour-api/contract'
import type { ReactNode } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useWrite } from '../harbour/use-write.ts'
import { FailureNotice } from '../parts/notice.tsx'

/** The officer may have to confirm first, which takes as long as it takes. */
const CALL = { timeouts: { totalMs: 300_000 } }

/** Closes a berth to moorings, or opens it again: for those on watch, who confirm that it is them. */
export function BerthClosure({ berth }: { readonly berth: Berth }): ReactNode {
  const { queries } = useControlRoom()
  const isOn = useSession().state === 'authenticated'
  const closing = useWrite(queries.harbours.closeBerth.mutationOptions({ call: CALL }))
  const opening = useWrite(queries.harbours.openBerth.mutationOptions({ call: CALL }))
  const { failure, send } = berth.closed ? opening : closing
  const busy = closing.busy || opening.busy
  /** What failed before, in either direction, is of no interest any more. */
  function press(): void {
    closing.forget()
    opening.forget()
    void send({ params: { id: berth.id } })
  }
  const verb = berth.closed ? 'Open' : 'Close'
  return (
    <div className="closure">
      <button type="button" className="button-quiet" disabled={!isOn || busy} onClick={press}>
        {busy ? 'Asking the harbour…' : `${verb} ${berth.name}`}
      </button>
      {!isOn && <span className="muted">Sign in to {verb.toLowerCase()} berths.</span>}
      {failure && (
        <FailureNotice error={failure} what={`${berth.name} could not be ${berth.closed ? 'opened' : 'closed'}.`} />
      )}
    </div>
  )
}
