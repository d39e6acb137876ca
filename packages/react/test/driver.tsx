import { FairleadProvider, useSession, useUpload } from '@fairlead/react'
import { QueryClientProvider, useInfiniteQuery, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Component, type ReactNode, StrictMode, Suspense } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { Around, Driver, View } from '../../query/test/behaviour/driver.ts'

type Of<K extends View['kind']> = { readonly view: Extract<View, { readonly kind: K }> }

function Text({ children }: { readonly children: string }) {
  return <p>{children}</p>
}

function QueryPart({ view }: Of<'query'>) {
  const result = useQuery(view.options() as never)
  return <Text>{view.show(result)}</Text>
}
function SuspensePart({ view }: Of<'suspense'>) {
  const result = useSuspenseQuery(view.options() as never)
  return <Text>{view.show({ ...result, isPlaceholderData: false })}</Text>
}
function InfinitePart({ view }: Of<'infinite'>) {
  const result = useInfiniteQuery(view.options() as never)
  return (
    <>
      <Text>{view.show(result)}</Text>
      <button onClick={() => void result.fetchNextPage()}>more</button>
    </>
  )
}
function MutationPart({ view }: Of<'mutation'>) {
  const result = useMutation(view.options())
  return (
    <>
      <Text>{view.show(result)}</Text>
      <button onClick={() => result.mutate(view.variables() as never)}>send</button>
    </>
  )
}

function UploadPart({ view }: Of<'upload'>) {
  const upload = useUpload(view.endpoint as never)
  return (
    <>
      <Text>{view.show(upload)}</Text>
      <button onClick={() => upload.mutate(view.variables())}>send</button>
      <button onClick={upload.cancel}>cancel</button>
    </>
  )
}
function SessionPart({ view }: Of<'session'>) {
  return <Text>{view.show(useSession())}</Text>
}

function Part({ view }: { readonly view: View }) {
  switch (view.kind) {
    case 'query':
      return <QueryPart view={view} />
    case 'suspense':
      return (
        <Suspense fallback={<Text>waiting</Text>}>
          <SuspensePart view={view} />
        </Suspense>
      )
    case 'infinite':
      return <InfinitePart view={view} />
    case 'mutation':
      return <MutationPart view={view} />
    case 'upload':
      return <UploadPart view={view} />
    case 'session':
      return <SessionPart view={view} />
  }
}

class Boundary extends Component<{ readonly failed: (error: unknown) => void; readonly children: ReactNode }> {
  static getDerivedStateFromError() {
    return { hasFailed: true }
  }
  override state = { hasFailed: false }
  override componentDidCatch(error: unknown) {
    this.props.failed(error)
  }
  override render() {
    return this.state.hasFailed ? null : this.props.children
  }
}

function Page({ views, around }: { readonly views: readonly View[]; readonly around: Around }) {
  const parts = views.map((view) => (
    <section key={view.name} data-view={view.name}>
      <Part view={view} />
    </section>
  ))
  const { queries, queryClient, failed } = around
  return (
    <Boundary failed={failed}>
      <QueryClientProvider client={queryClient}>
        {queries ? <FairleadProvider queries={queries}>{parts}</FairleadProvider> : parts}
      </QueryClientProvider>
    </Boundary>
  )
}

/** React, in StrictMode unless a case wants it otherwise. */
export const react: Driver = {
  name: 'react',
  mount(place, first, surroundings) {
    // What a boundary has caught is told to `failed`, and need not be told to the console.
    const root = createRoot(place, { onCaughtError: () => {} })
    let [views, around] = [first, surroundings]
    const render = (): void => {
      const page = <Page views={views} around={around} />
      flushSync(() => root.render(around.strict ? <StrictMode>{page}</StrictMode> : page))
    }
    render()
    return {
      show(next) {
        views = next
        render()
      },
      surround(next) {
        around = next
        render()
      },
      unmount: () => flushSync(() => root.unmount()),
    }
  },
}
