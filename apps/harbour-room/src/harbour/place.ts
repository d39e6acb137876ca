/** Where the person is: everything a link can lead to is in the address. */
export interface Place {
  readonly view: (typeof VIEWS)[number]
  readonly vessel: string | undefined
  /** What of the vessel is open. */
  readonly part: (typeof PARTS)[number]
  readonly q: string
  readonly kind: string
  readonly status: string
  readonly flag: string
  readonly sort: string
  readonly page: number
}

const VIEWS = ['vessels', 'pilots', 'chart', 'faults', 'timeline'] as const

const PARTS = ['berth', 'file'] as const

const MOVED = 'place:moved'

/** The address for a place that differs from the present one in some points. */
export function hrefOf(change: Partial<Place>): string {
  const params = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '' || value === DEFAULTS[name as keyof Place]) params.delete(name)
    else params.set(name, String(value))
  }
  const search = params.toString()
  return search === '' ? location.pathname : `?${search}`
}

/** Goes to a place. `replace` leaves no step to go back to. */
export function goTo(change: Partial<Place>, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', hrefOf(change))
  dispatchEvent(new Event(MOVED))
}

/** Goes to the place of a link that was clicked, unless it is to be opened elsewhere. */
export function followLink(
  event: Pick<MouseEvent, 'metaKey' | 'ctrlKey' | 'shiftKey' | 'preventDefault'>,
  change: Partial<Place>,
  options?: { readonly replace?: boolean },
): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  goTo(change, options)
}

/** Hears when the person has gone elsewhere, the back button included; the answer ends it. */
export function watchPlace(listener: () => void): () => void {
  addEventListener('popstate', listener)
  addEventListener(MOVED, listener)
  return () => {
    removeEventListener('popstate', listener)
    removeEventListener(MOVED, listener)
  }
}

const DEFAULTS: Readonly<Partial<Place>> = { view: 'vessels', part: 'berth', sort: 'name', page: 1 }

/** The place that the search part of an address leads to. */
export function placeOf(search: string): Place {
  const params = new URLSearchParams(search)
  const text = (name: string): string => params.get(name) ?? ''
  const view = text('view')
  const page = Number(text('page'))
  return {
    view: VIEWS.find((each) => each === view) ?? 'vessels',
    vessel: text('vessel') || undefined,
    part: text('part') === 'file' ? 'file' : 'berth',
    q: text('q').slice(0, 60),
    kind: text('kind'),
    status: text('status'),
    flag: text('flag'),
    sort: text('sort') || 'name',
    page: Number.isInteger(page) && page > 0 && page <= 1000 ? page : 1,
  }
}
