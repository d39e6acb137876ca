import type { Mooring, VesselFile } from 'harbour-api/contract'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { type Place, followLink, goTo, hrefOf } from 'harbour-room/harbour/place'
import { useAnswer } from '../harbour/use-answer.ts'
import { kindWords, momentText, statusWords } from 'harbour-room/harbour/words'
import { vesselFacts } from 'harbour-room/vessels/vessel-words'
import { FileSkeleton } from '../parts/file-skeleton.tsx'
import { Icon } from '../parts/icon.tsx'
import { AsOf } from '../parts/as-of.tsx'
import { FailureNotice, SuccessNotice } from '../parts/notice.tsx'
import { Silhouette } from '../parts/silhouette.tsx'
import { VesselFileView } from '../vessel-file/vessel-file-view.tsx'
import { CastOff } from './cast-off.tsx'
import { MooringForm } from './mooring-form.tsx'

/** What is opened of a vessel. */
export interface VesselPanelProps {
  readonly id: string
  readonly part: Place['part']
}

/** One vessel, and the way to moor her or to let her go; or her file, which is asked for by GraphQL. */
export function VesselPanel({ id, part }: VesselPanelProps): ReactNode {
  const { queries } = useControlRoom()
  const [done, setDone] = useState<string>()
  const heading = useRef<HTMLHeadingElement>(null)
  const { data, asOf, failure, loading, reload } = useAnswer((call) =>
    queries.vessels.byId.queryOptions({ params: { id } }, { call }),
  )
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  const close = (): void => {
    goTo({ vessel: undefined })
    document.querySelector<HTMLElement>(`[data-vessel="${CSS.escape(id)}"]`)?.focus()
  }
  return (
    <section
      className="panel file"
      aria-labelledby="file-title"
      aria-busy={loading}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
      }}
    >
      <header className="panel-head">
        <button type="button" className="button-quiet back" onClick={close}>
          <Icon name="back" /> Vessels
        </button>
        <h2 id="file-title" ref={heading} tabIndex={-1}>
          {data?.name ?? 'Vessel'}
        </h2>
        <button type="button" className="button-icon close" aria-label="Close the file" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Parts present={part} />
      {part === 'file' ? (
        <VesselFileView id={id} />
      ) : (
        <>
          <div className="progress" data-on={loading} />
          <AsOf at={asOf} busy={loading} onRetry={reload} />
          <div className="scroll">
            {failure && (
              <FailureNotice
                error={failure}
                what={data ? 'The file could not be brought up to date.' : 'This vessel’s file could not be opened.'}
                onRetry={reload}
                busy={loading}
              />
            )}
            {!data && !failure && <FileSkeleton />}
            {data && (
              <>
                <Facts vessel={data} />
                {done !== undefined && <SuccessNotice>{done}</SuccessNotice>}
                {data.mooring ? (
                  <CastOff vessel={data} mooring={data.mooring} onDone={setDone} />
                ) : (
                  <MooringForm vessel={data} onDone={setDone} />
                )}
                <History stays={data.history} />
              </>
            )}
          </div>
        </>
      )}
    </section>
  )
}

const parts: readonly (readonly [Place['part'], string])[] = [
  ['berth', 'At a glance'],
  ['file', 'Voyages, cargo, papers'],
]

function Parts({ present }: { readonly present: Place['part'] }): ReactNode {
  return (
    <nav className="parts" aria-label="Parts of the file">
      {parts.map(([part, words]) => (
        <a
          key={part}
          href={hrefOf({ part })}
          aria-current={part === present ? 'page' : undefined}
          onClick={(event) => followLink(event, { part }, { replace: true })}
        >
          {words}
        </a>
      ))}
    </nav>
  )
}

function Facts({ vessel }: { readonly vessel: VesselFile }): ReactNode {
  return (
    <>
      <div className="file-lead">
        <Silhouette kind={vessel.kind} />
        <span>
          {kindWords[vessel.kind]}, built {vessel.builtYear}
        </span>
        <span className="status" data-status={vessel.status}>
          {statusWords[vessel.status]}
        </span>
      </div>
      <dl className="facts">
        {vesselFacts(vessel).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function History({ stays }: { readonly stays: readonly Mooring[] }): ReactNode {
  return (
    <section className="block">
      <h3>Past stays</h3>
      {stays.length === 0 ? (
        <p className="muted">She has not been here before.</p>
      ) : (
        <ul className="stays">
          {stays.map((stay) => (
            <li key={stay.id}>
              <strong>{stay.berthName}</strong>
              <span>{stay.harbourName}</span>
              <time dateTime={stay.since}>{momentText(stay.since)}</time>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
