import { type ChangeEvent, type ReactNode, useState } from 'react'
import { type CombinedError, useMutation } from 'urql'
import { momentText } from 'harbour-room/harbour/words'
import { SuccessNotice } from '../parts/notice.tsx'
import { ADD_DOCUMENT, type Paper } from 'harbour-room/vessel-file/documents'
import { sizeText } from 'harbour-room/vessel-file/file-words'
import { Trouble } from './trouble.tsx'

/** The documents and the way to add one. */
export interface PapersBlockProps {
  readonly vesselId: string
  readonly papers: readonly Paper[] | null | undefined
}

/** Her documents. One that is added goes up as a form, and her file is asked for anew. */
export function PapersBlock({ vesselId, papers }: PapersBlockProps): ReactNode {
  const [{ fetching }, add] = useMutation(ADD_DOCUMENT)
  const [done, setDone] = useState<string>()
  const [failed, setFailed] = useState<{ readonly name: string; readonly error: CombinedError }>()
  const send = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = target.files?.[0]
    // The same file may be chosen again.
    target.value = ''
    if (!file) return
    setDone(undefined)
    setFailed(undefined)
    const { error } = await add({ id: vesselId, file })
    if (error) setFailed({ name: file.name, error })
    else setDone(`${file.name} is in her file.`)
  }
  return (
    <section className="block papers" aria-labelledby="papers-title">
      <h3 id="papers-title">Papers</h3>
      {papers?.length === 0 && <p className="muted">There are none yet.</p>}
      {papers === null && <p className="muted">Not known: they did not come.</p>}
      {papers && papers.length > 0 && (
        <ul className="stays">
          {papers.map(({ id, name, bytes, addedBy, added }) => (
            <li key={id}>
              <strong>{name}</strong>
              <span>
                {sizeText(bytes)}, by {addedBy}
              </span>
              <time dateTime={added}>{momentText(added)}</time>
            </li>
          ))}
        </ul>
      )}
      {failed && <Trouble error={failed.error} what={`${failed.name} could not be added.`} />}
      {done !== undefined && <SuccessNotice>{done}</SuccessNotice>}
      <label className="button upload" data-busy={fetching}>
        {fetching ? 'Sending…' : 'Add a document'}
        <input type="file" className="hidden" disabled={fetching} onChange={(event) => void send(event)} />
      </label>
    </section>
  )
}
