import { FairleadProvider } from '@fairlead/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { Quay } from './cache/example.tsx'
import { type ExampleName, type PartsOf, examples } from './examples.ts'
import { Lights } from './optimistic/example.tsx'
import { Bookings } from './outbox/example.tsx'
import { Pilots } from './queue/example.tsx'
import { TideBoard } from './retries/example.tsx'
import { MyBerths } from './session/example.tsx'
import { type Example, type ExampleParts, type Running, start } from './shared/example.ts'
import { Frame } from './shared/frame.tsx'

const components: { readonly [Name in ExampleName]: ComponentType<PartsOf<Name>> } = {
  retries: TideBoard,
  cache: Quay,
  session: MyBerths,
  optimistic: Lights,
  outbox: Bookings,
  queue: Pilots,
}

/** A live example in React, with a server and a client of its own. */
export function LiveReact({ name }: { readonly name: ExampleName }): ReactNode {
  const [running, setRunning] = useState<Running<ExampleParts>>()
  const [queryClient] = useState(() => new QueryClient())
  useEffect(() => {
    const begun = start(examples[name] as Example<ExampleParts>)
    setRunning(begun)
    return begun.stop
  }, [name])
  if (!running) return null
  const { parts, ...around } = running
  const Shown = components[name] as ComponentType<ExampleParts>
  return (
    <Frame {...around}>
      <QueryClientProvider client={queryClient}>
        {parts.q ? (
          <FairleadProvider queries={parts.q}>
            <Shown {...parts} />
          </FairleadProvider>
        ) : (
          <Shown {...parts} />
        )}
      </QueryClientProvider>
    </Frame>
  )
}
