import type { VesselKind } from 'harbour-api/contract'

/** Superstructures above the hull line at y = 16, in a box of 48 by 24. */
const shapes: Readonly<Record<VesselKind, string>> = {
  container: 'M7 16V9h5v7Zm7 0v-6h6v6Zm7 0v-8h6v8Zm7 0v-6h6v6Zm8 0V5h4v11Z',
  tanker: 'M8 15h26v1H8Zm4-2h3v3h-3Zm8 0h3v3h-3Zm16 3V6h5v10Z',
  bulk: 'M8 16v-2.500h7V16Zm9 0v-2.500h7V16Zm9 0v-2.500h7V16Zm10 0V6h5v10Z',
  ferry: 'M7 16V9h31l3 7ZM12 9V6h18v3Zm12-3V3h3v3Z',
  cruise: 'M6 16v-4h36v4Zm2-4V8.500h30V12Zm4-3.500V5.500h20v3Zm11-3V2.500h4v3Z',
  fishing: 'M12 16V8h8v8Zm12 0V4h1.500l8 12h-2.500L25.500 8v8Z',
  tug: 'M16 16V7h12v9Zm3-9V4h6v3Zm12 9v-4h4v4Z',
  sailing: 'M23 15V2L11 15Zm2-11v11h10Z',
}

const hulls: Readonly<Partial<Record<VesselKind, string>>> = {
  tug: 'M9 16h32l-3 5H13Z',
  fishing: 'M7 15l35 1-4 5.500H11Z',
  sailing: 'M8 16h32l-5 5H14Z',
}

/** The outline of a kind of vessel, as two paths in a box of 48 by 24. */
export function outlineOf(kind: VesselKind): { readonly above: string; readonly hull: string } {
  return { above: shapes[kind], hull: hulls[kind] ?? 'M2 16h44l-4 5.500H6Z' }
}
