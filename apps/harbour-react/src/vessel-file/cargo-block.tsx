import type { ReactNode } from 'react'
import type { Cargo } from 'harbour-room/vessel-file/documents'
import { tonsText } from 'harbour-room/vessel-file/file-words'

/** The cargo as far as it is known. */
export interface CargoBlockProps {
  readonly cargo: Cargo | null | undefined
  readonly busy: boolean
}

/** What she carries. It comes after the rest of the file, and its place is kept until then. */
export function CargoBlock({ cargo, busy }: CargoBlockProps): ReactNode {
  const state = cargo ? 'here' : cargo === null || !busy ? 'missing' : 'awaited'
  return (
    <section className="block cargo" aria-labelledby="cargo-title" data-state={state}>
      <div className="block-head">
        <h3 id="cargo-title">Cargo</h3>
        <p className="muted" role="status">
          {state === 'awaited' && 'Customs are being asked'}
          {cargo && cargo.goods.length > 0 && `${tonsText(cargo.tons)} in all`}
        </p>
      </div>
      {state === 'awaited' && (
        <div className="skeleton goods-skeleton" aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
      )}
      {state === 'missing' && <p className="muted">Not known: it did not come.</p>}
      {cargo?.goods.length === 0 && <p className="muted">Nothing is declared.</p>}
      {cargo && cargo.goods.length > 0 && (
        <ul className="stays goods">
          {cargo.goods.map(({ id, name, tons, packages, hazardClass }) => (
            <li key={id}>
              <strong>{name}</strong>
              <span>
                {packages} {packages === 1 ? 'lot' : 'lots'}
                {hazardClass !== null && <b> Dangerous, class {hazardClass}</b>}
              </span>
              <data value={tons}>{tonsText(tons)}</data>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
