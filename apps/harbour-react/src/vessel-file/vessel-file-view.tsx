import { useSession } from '@fairlead/react'
import type { ConnectionState } from '@fairlead/ws'
import type { ReactNode } from 'react'
import { clockText, momentText } from 'harbour-room/harbour/words'
import { FileSkeleton } from '../parts/file-skeleton.tsx'
import { Icon } from '../parts/icon.tsx'
import { ForOfficers } from '../session/for-officers.tsx'
import { CargoBlock } from './cargo-block.tsx'
import type { Berth, Voyage } from 'harbour-room/vessel-file/documents'
import { liveness } from 'harbour-room/vessel-file/file-words'
import { PapersBlock } from './papers-block.tsx'
import { PartialNotice } from './partial-notice.tsx'
import { Rename } from './rename.tsx'
import { Trouble } from './trouble.tsx'
import { type UseVesselFile, useVesselFile } from './use-vessel-file.ts'

/** What is opened. */
interface VesselFileProps {
  readonly id: string
}

/** A vessel's file: where she lies, live; where she has been; what she carries; her papers. Nobody finds what was left by another. */
export function VesselFileView({ id }: VesselFileProps): ReactNode {
  return <OneFile key={useSession().identity} id={id} />
}

function OneFile({ id }: VesselFileProps): ReactNode {
  const { file, isBehind, cargo, moved, link, isOnWatch, error, busy, reload } = useVesselFile(id)
  return (
    <>
      <div className="progress" data-on={busy} />
      <div className="scroll">
        {error && isBehind && (
          <Trouble
            error={error}
            what={file ? 'The file could not be brought up to date.' : 'This vessel’s file could not be opened.'}
            onRetry={reload}
            busy={busy}
          />
        )}
        {!file && !error && (file === null ? <NoFile /> : <FileSkeleton />)}
        {file && (
          <>
            {error && !isBehind && <PartialNotice error={error} onRetry={reload} busy={busy} />}
            <Lies berth={file.berth} moved={moved} link={isOnWatch ? link : undefined} />
            {isOnWatch ? (
              <>
                <CargoBlock cargo={cargo} busy={busy} />
                <PapersBlock vesselId={id} papers={file.documents} />
              </>
            ) : (
              <section className="block" aria-labelledby="closed-title">
                <h3 id="closed-title">Cargo and papers</h3>
                <ForOfficers why="What she carries, and her papers, are for officers on watch.">{null}</ForOfficers>
              </section>
            )}
            <Voyages voyages={file.voyages} />
            {isOnWatch && <Rename id={id} name={file.name} />}
          </>
        )}
      </div>
    </>
  )
}

interface LiesProps extends Pick<UseVesselFile, 'moved'> {
  readonly berth: Berth | null
  /** Undefined where nobody listens. */
  readonly link: ConnectionState | undefined
}

function Lies({ berth, moved, link }: LiesProps): ReactNode {
  const [tone, words] = liveness(link)
  return (
    <section className="block lies" aria-labelledby="berth-title">
      <div className="block-head">
        <h3 id="berth-title">Berth</h3>
        <p className="live" role="status" data-tone={tone}>
          {words}
        </p>
      </div>
      {berth ? (
        <>
          <p className="berth-line">
            <strong>{berth.name}</strong>
            <span>{berth.harbourName}</span>
          </p>
          <p className="muted">
            Until <time dateTime={berth.until}>{momentText(berth.until)}</time>
          </p>
        </>
      ) : (
        <p className="muted">She is not alongside.</p>
      )}
      <p className="moved" role="status">
        {moved && (
          <>
            <time dateTime={moved.at}>{clockText(Date.parse(moved.at))}</time>{' '}
            {moved.berth ? `Moored at ${moved.berth.name}, ${moved.berth.harbourName}` : 'Cast off'}
          </>
        )}
      </p>
    </section>
  )
}

function Voyages({ voyages }: { readonly voyages: readonly Voyage[] }): ReactNode {
  return (
    <section className="block">
      <h3>Voyages</h3>
      {voyages.length === 0 ? (
        <p className="muted">She does not leave these waters.</p>
      ) : (
        <ul className="stays voyages">
          {voyages.map(({ id, from, to, departed, arrived }) => (
            <li key={id}>
              <strong>
                {from} to {to}
              </strong>
              <span>Left {momentText(departed)}</span>
              {arrived === null ? <b className="status">Now</b> : <time dateTime={arrived}>{momentText(arrived)}</time>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function NoFile(): ReactNode {
  return (
    <div className="empty">
      <Icon name="anchor" />
      <strong>There is no file</strong>
      <p>The harbour does not know this vessel. Go back to the list and choose another.</p>
    </div>
  )
}
