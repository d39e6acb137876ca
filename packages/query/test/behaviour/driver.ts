import type { QueryClient } from '@tanstack/query-core'

/** What a framework's hook of queries gives, with nothing of the framework around it. */
export interface QueryShown<Data = unknown, Err = unknown> {
  readonly data: Data | undefined
  readonly error: Err | null
  readonly status: 'pending' | 'success' | 'error'
  readonly fetchStatus: 'fetching' | 'paused' | 'idle'
  readonly isPlaceholderData: boolean
}

export interface MutationShown<Data = unknown, Err = unknown> {
  readonly data: Data | undefined
  readonly error: Err | null
  readonly status: 'idle' | 'pending' | 'success' | 'error'
}

export interface UploadShown extends MutationShown {
  readonly loadedBytes: number
  readonly totalBytes: number | undefined
}

export interface SessionShown {
  readonly state: string
  readonly identity: string
}

interface Named {
  /** Its place in the page: `<section data-view={name}>`. */
  readonly name: string
}

/** `useQuery(options())` in React, `useQuery(options)` in Vue. */
export interface QueryView extends Named {
  readonly kind: 'query'
  readonly options: () => object
  readonly show: (result: QueryShown) => string
}

/** `useSuspenseQuery` in React, `await suspense()` under `<Suspense>` in Vue. The section says `waiting` until there are data. */
export interface SuspenseView extends Named {
  readonly kind: 'suspense'
  readonly options: () => object
  readonly show: (result: QueryShown) => string
}

/** `useInfiniteQuery`, and a button `more` that fetches the next page. */
export interface InfiniteView extends Named {
  readonly kind: 'infinite'
  readonly options: () => object
  readonly show: (result: QueryShown) => string
}

/** `useMutation`, and a button `send` that mutates with what `variables` gives then. */
export interface MutationView extends Named {
  readonly kind: 'mutation'
  readonly options: () => object
  readonly variables: () => unknown
  readonly show: (result: MutationShown) => string
}

/** `useUpload(endpoint)`, and buttons `send` (with what `variables` gives) and `cancel`. */
export interface UploadView extends Named {
  readonly kind: 'upload'
  readonly endpoint: object
  readonly variables: () => unknown
  readonly show: (result: UploadShown) => string
}

/** `useSession()`. */
export interface SessionView extends Named {
  readonly kind: 'session'
  readonly show: (session: SessionShown) => string
}

/** One component: `<section data-view={name}><p>{show(result)}</p>` and its buttons. */
export type View = QueryView | SuspenseView | InfiniteView | MutationView | UploadView | SessionView

/** What the page is put into. */
export interface Around {
  readonly queryClient: QueryClient
  /** Undefined: no provider of Fairlead. */
  readonly queries: object | undefined
  /** A mode in which the framework does everything twice, where it has one. */
  readonly strict?: boolean | undefined
  /** Told of what the page has failed with. */
  readonly failed: (error: unknown) => void
}

/** A page that stands. */
export interface Mounted {
  /** Renders these views: by name the same components as before, with other options. */
  show(views: readonly View[]): void
  /** Other queries or another QueryClient around the same views. */
  surround?(around: Around): void
  unmount(): void
}

/** What a framework does so that the behaviour script runs on it. */
export interface Driver {
  readonly name: 'react' | 'vue'
  mount(place: HTMLElement, views: readonly View[], around: Around): Mounted
}

type ShownOf<O> = O extends {
  queryFn: (...context: never) => Promise<infer Data>
  retry: (n: number, error: infer E) => boolean
}
  ? QueryShown<O extends { select?: (data: never) => infer S } ? S : Data, E>
  : QueryShown

/** A view of one query, its result typed by its options. */
export function query<O extends object>(name: string, options: () => O, show: (result: ShownOf<O>) => string): View {
  return { kind: 'query', name, options, show: show as never }
}

/** A view of a query that is waited for, its result typed by its options. */
export function suspense<O extends object>(name: string, options: () => O, show: (result: ShownOf<O>) => string): View {
  return { kind: 'suspense', name, options, show: show as never }
}

/** A view of a query in pages. */
export function infinite<Data>(
  name: string,
  options: () => { readonly initialPageParam: unknown; queryFn: (...context: never) => Promise<Data> },
  show: (result: QueryShown<{ readonly pages: readonly Data[] }>) => string,
): View {
  return { kind: 'infinite', name, options, show: show as never }
}

/** A view of a mutation, its result typed by its options. */
export function mutation<In, Data, Err>(
  name: string,
  options: () => {
    readonly mutationFn: (variables: In, ...context: never) => Promise<Data>
    readonly retry: (failures: number, error: Err) => boolean
  },
  variables: () => In,
  show: (result: MutationShown<Data, Err>) => string = ({ status }) => status,
): View {
  return { kind: 'mutation', name, options, variables, show: show as never }
}
