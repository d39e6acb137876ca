import type { CoreError } from '@fairlead/core'
import type { Berth } from 'harbour-api/contract'
import { type ReactNode, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { FailureNotice } from '../parts/notice.tsx'
import { nameOf } from 'harbour-room/session/session-words'
import { useSession } from '../session/use-session.ts'

/** The officer may have to confirm first, which takes as long as it takes. */
const CONFIRM_MS = 300_000

/** Closes a berth to moorings, or opens it again: for those on watch, who confirm that it is them. */
export function BerthClosure({ berth }: { readonly berth: Berth }): ReactNode {
  const { client } = useControlRoom()
  const isOn = nameOf(useSession()) !== undefined
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<CoreError>()
  const change = async (): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    const { closeBerth, openBerth } = client.api.harbours
    const call = (berth.closed ? openBerth : closeBerth)(
      { params: { id: berth.id } },
      { timeouts: { totalMs: CONFIRM_MS } },
    )
    const result = await call.result()
    setBusy(false)
    if (!result.ok) setFailure(result.error)
  }
  const verb = berth.closed ? 'Open' : 'Close'
  return (
    <div className="closure">
      <button type="button" className="button-quiet" disabled={!isOn || busy} onClick={() => void change()}>
        {busy ? 'Asking the harbour…' : `${verb} ${berth.name}`}
      </button>
      {!isOn && <span className="muted">Sign in to {verb.toLowerCase()} berths.</span>}
      {failure && (
        <FailureNotice error={failure} what={`${berth.name} could not be ${berth.closed ? 'opened' : 'closed'}.`} />
      )}
    </div>
  )
}
