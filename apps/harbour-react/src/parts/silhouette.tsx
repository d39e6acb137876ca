import type { VesselKind } from 'harbour-api/contract'
import { outlineOf } from 'harbour-room/parts/outlines'
import type { ReactNode } from 'react'

/** The outline of a kind of vessel; decoration, always beside the word. */
export function Silhouette({ kind }: { readonly kind: VesselKind }): ReactNode {
  const { above, hull } = outlineOf(kind)
  return (
    <svg className="silhouette" viewBox="0 0 48 24" aria-hidden="true">
      <path d={above} />
      <path d={hull} className="hull" />
    </svg>
  )
}
