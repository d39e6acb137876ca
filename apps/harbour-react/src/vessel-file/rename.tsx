import { type FormEvent, type ReactNode, useState } from 'react'
import { type CombinedError, useMutation } from 'urql'
import { SuccessNotice } from '../parts/notice.tsx'
import { RENAME_VESSEL } from 'harbour-room/vessel-file/documents'
import { Trouble } from './trouble.tsx'

/** The vessel that is to have another name. */
export interface RenameProps {
  readonly id: string
  readonly name: string
}

/** The list of vessels is REST's, and has her name in it. */
const RENAMING = { fairlead: { invalidates: ['vessels', 'berths', 'bookings'] } } as const

/** The way to give her another name, which all of the room then shows. */
export function Rename({ id, name }: RenameProps): ReactNode {
  const [wanted, setWanted] = useState<string>()
  const [done, setDone] = useState<string>()
  const [error, setError] = useState<CombinedError>()
  const [{ fetching }, rename] = useMutation(RENAME_VESSEL)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setDone(undefined)
    setError(undefined)
    const result = await rename({ id, name: wanted ?? name }, RENAMING)
    if (result.error) return setError(result.error)
    setWanted(undefined)
    setDone(`She is ${result.data?.renameVessel.name} now, in the list as well.`)
  }
  return (
    <section className="block" aria-labelledby="rename-title">
      <h3 id="rename-title">Name</h3>
      <form className="rename" onSubmit={(event) => void submit(event)}>
        <input
          type="text"
          aria-label="Her name"
          maxLength={40}
          value={wanted ?? name}
          onChange={({ target }) => setWanted(target.value)}
        />
        <button type="submit" className="button" disabled={fetching || (wanted ?? name).trim() === name}>
          {fetching ? 'Renaming…' : 'Rename'}
        </button>
      </form>
      {done !== undefined && <SuccessNotice>{done}</SuccessNotice>}
      {error && <Trouble error={error} what={`${name} keeps her name.`} />}
    </section>
  )
}
