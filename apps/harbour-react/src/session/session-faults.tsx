import type { CoreError } from '@fairlead/core'
import type { Officer, SessionFault } from 'harbour-api/contract'
import { type ReactNode, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { FailureNotice } from '../parts/notice.tsx'
import { sessionFaults } from 'harbour-room/session/session-words'
import { useOfficer } from './use-auth.ts'

/** Trouble with the tokens, and a call that shows how it ends. */
export function SessionFaults(): ReactNode {
  const { client } = useControlRoom()
  const name = useOfficer()
  const isOn = name !== undefined
  const [officer, setOfficer] = useState<Officer>()
  const [failure, setFailure] = useState<CoreError>()
  const [busy, setBusy] = useState(false)
  const ask = async (fault?: SessionFault): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    const struck = fault && (await client.api.watch.fault({ body: { fault } }).result())
    const result = struck?.ok === false ? struck : await client.api.watch.me().result()
    setBusy(false)
    if (result.ok && 'id' in result.data) setOfficer(result.data)
    else if (!result.ok) {
      setOfficer(undefined)
      setFailure(result.error)
    }
  }
  return (
    <fieldset className="fault session-faults" disabled={!isOn || busy}>
      <legend>Session</legend>
      <p className="muted">{isOn ? 'Each is followed by a call in your name' : 'Sign in to try these'}</p>
      <div className="session-buttons">
        {sessionFaults.map(([fault, words, hint]) => (
          <button key={fault} type="button" className="chip" title={hint} onClick={() => void ask(fault)}>
            {words}
          </button>
        ))}
        <button type="button" className="chip" onClick={() => void ask()}>
          Who am I?
        </button>
      </div>
      {officer && officer.name === name && (
        <p className="session-answer" role="status">
          {officer.name}, {officer.role.toLowerCase()}: token good until {officer.tokenUntil.slice(11, 19)}
        </p>
      )}
      {failure && <FailureNotice error={failure} what="The harbour did not say who you are." />}
    </fieldset>
  )
}
