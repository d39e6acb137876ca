import { STEP_UP_ACR } from 'harbour-api/contract'
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { openWindow } from 'harbour-room/session/callback'

/** Asks the officer to confirm who they are; the calls that wait go on by themselves. */
export function ConfirmDialog(): ReactNode {
  const { client, confirmation } = useControlRoom()
  const answer = useSyncExternalStore(confirmation.subscribe, confirmation.pending)
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    if (answer) dialog.current?.showModal()
    else dialog.current?.close()
    setBusy(false)
    setProblem(undefined)
  }, [answer])
  const confirm = async (): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      await client.auth.signIn({ open: openWindow, acrValues: STEP_UP_ACR, maxAgeSeconds: 0 })
      answer?.(true)
    } catch (error) {
      setBusy(false)
      setProblem(error instanceof Error ? error.message : 'It did not work.')
    }
  }
  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby="confirm-title"
      onCancel={(event) => {
        event.preventDefault()
        answer?.(false)
      }}
    >
      <h2 id="confirm-title">Confirm that it is you</h2>
      <p>
        Closing a berth changes what ships can do, so the harbour asks once more. A window of the provider opens; the
        call that waits then goes on by itself.
      </p>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="confirm-buttons">
        <button type="button" className="button" onClick={() => answer?.(false)}>
          Not now
        </button>
        <button type="button" className="button button-main" disabled={busy} onClick={() => void confirm()}>
          {busy ? 'Waiting for the window…' : 'Confirm'}
        </button>
      </div>
    </dialog>
  )
}
