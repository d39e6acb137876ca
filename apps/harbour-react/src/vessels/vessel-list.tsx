import type { Vessel } from 'harbour-api/contract'
import type { ReactNode } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { type Place, followLink, goTo, hrefOf } from 'harbour-room/harbour/place'
import { useAnswer } from '../harbour/use-answer.ts'
import { flagName, kindWords, metres, statusWords } from 'harbour-room/harbour/words'
import { listQuery } from 'harbour-room/vessels/vessel-words'
import { Icon } from '../parts/icon.tsx'
import { AsOf } from '../parts/as-of.tsx'
import { FailureNotice } from '../parts/notice.tsx'
import { Silhouette } from '../parts/silhouette.tsx'
import { VesselFilters } from './vessel-filters.tsx'

/** The register: filters, one page of vessels, and every state a list can be in. */
export function VesselList({ place }: { readonly place: Place }): ReactNode {
  const { queries } = useControlRoom()
  const { data, asOf, failure, loading, reload } = useAnswer(
    (call) => queries.vessels.list.queryOptions({ query: listQuery(place) }, { call }),
    true,
  )
  return (
    <section className="panel register" aria-labelledby="register-title">
      <header className="panel-head">
        <h2 id="register-title">Vessels</h2>
        <p className="count" role="status">
          {data ? `${data.total} ${data.total === 1 ? 'vessel' : 'vessels'}` : '\u00A0'}
        </p>
        <label className="sort">
          Sort by{' '}
          <select
            value={place.sort}
            onChange={(event) => goTo({ sort: event.target.value, page: 1 }, { replace: true })}
          >
            <option value="name">name</option>
            <option value="length">length</option>
            <option value="draught">draught</option>
          </select>
        </label>
      </header>
      <VesselFilters place={place} flags={data?.flags ?? (place.flag ? [place.flag] : [])} />
      <div className="progress" data-on={loading} />
      <AsOf at={asOf} busy={loading} onRetry={reload} />
      <div className="scroll" aria-busy={loading}>
        {failure && (
          <FailureNotice
            error={failure}
            what={data ? 'The list could not be brought up to date.' : 'The list of vessels could not be loaded.'}
            onRetry={reload}
            busy={loading}
          />
        )}
        {!data && !failure && <Skeleton />}
        {data?.total === 0 && (
          <div className="empty">
            <Icon name="vessel" />
            <strong>No vessel fits these filters.</strong>
            <p>Try part of a name, or clear the filters.</p>
          </div>
        )}
        {data && (
          <ul className="vessels" data-stale={loading || failure !== undefined}>
            {data.items.map((vessel) => (
              <Row key={vessel.id} vessel={vessel} current={vessel.id === place.vessel} />
            ))}
          </ul>
        )}
      </div>
      <Pages page={data?.page ?? place.page} pageCount={data?.pageCount} />
    </section>
  )
}

function Row({ vessel, current }: { readonly vessel: Vessel; readonly current: boolean }): ReactNode {
  const { id, name, kind, flag, lengthM, draughtM, status, mooring } = vessel
  return (
    <li>
      <a
        className="vessel"
        href={hrefOf({ vessel: id })}
        aria-current={current || undefined}
        data-vessel={id}
        onClick={(event) => followLink(event, { vessel: id })}
      >
        <Silhouette kind={kind} />
        <span className="vessel-name">
          <strong>{name}</strong>
          <span>
            {kindWords[kind]} · <abbr title={flagName(flag)}>{flag}</abbr>
          </span>
        </span>
        <span className="vessel-size">
          <span>{metres(lengthM)}</span>
          <span>draws {metres(draughtM)}</span>
        </span>
        <span className="vessel-where">
          <span className="status" data-status={status}>
            {statusWords[status]}
          </span>
          <span>{mooring ? mooring.berthName : '—'}</span>
        </span>
      </a>
    </li>
  )
}

function Skeleton(): ReactNode {
  return (
    <div className="vessels" role="status">
      <span className="hidden">Loading the vessels</span>
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className="vessel skeleton" aria-hidden="true">
          <i />
          <span className="vessel-name">
            <i />
            <i />
          </span>
          <span className="vessel-size">
            <i />
          </span>
          <span className="vessel-where">
            <i />
          </span>
        </div>
      ))}
    </div>
  )
}

function Pages({ page, pageCount }: { readonly page: number; readonly pageCount: number | undefined }): ReactNode {
  return (
    <nav className="pages" aria-label="Pages of the list">
      <button type="button" className="button-quiet" disabled={page <= 1} onClick={() => goTo({ page: page - 1 })}>
        <Icon name="back" /> Previous
      </button>
      <span>{pageCount === undefined ? '\u00A0' : `Page ${page} of ${pageCount}`}</span>
      <button
        type="button"
        className="button-quiet"
        disabled={page >= (pageCount ?? 1)}
        onClick={() => goTo({ page: page + 1 })}
      >
        Next <Icon name="next" />
      </button>
    </nav>
  )
}
