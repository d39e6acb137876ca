'use client'

import {
  type ChannelStore,
  type ChannelView,
  type ConnectionView,
  channelStore,
  connectionStore,
} from '@fairlead/query'
import type { FairleadError } from '@fairlead/core'
import type {
  ChannelListeners,
  ChannelMessages,
  Connection,
  ConnectionState,
  DefinitionOf,
  Level,
  NamesOf,
  ParamsOf,
} from '@fairlead/ws'
import { useEffect, useMemo } from 'react'
import { useStore } from './use-store.ts'

/** How a live connection stands. */
export function useConnection<M, L extends Level>(
  connection: Connection<M, L>,
): ConnectionView<ConnectionState, FairleadError | undefined> {
  return useStore(useMemo(() => connectionStore(connection), [connection]))
}

type ChannelArguments<Definition> =
  ParamsOf<Definition, 'input'> extends undefined
    ? [listeners: ChannelListeners<ChannelMessages<Definition>>]
    : [params: ParamsOf<Definition, 'input'>, listeners: ChannelListeners<ChannelMessages<Definition>>]

/**
 * Hears a channel as long as the component is there: other params open another one, other listeners do not. Which names are
 * listened to is fixed when it opens.
 *
 * @example
 * ```tsx
 * const { status } = useChannel(live, 'berths', { harbour: 'rotterdam' }, { moved: (berth) => show(berth) })
 * ```
 */
export function useChannel<M, N extends NamesOf<M, 'channels'>>(
  connection: Connection<M, 'resumable'>,
  name: N,
  ...given: ChannelArguments<DefinitionOf<M, 'channels', N>>
): ChannelView {
  const listeners = given.at(-1) as Parameters<ChannelStore['hear']>[0]
  // By what they say: they are made anew in each render.
  const params = given.length > 1 ? JSON.stringify(given[0]) : undefined
  const store = useMemo(() => channelStore(connection, name, params), [connection, name, params])
  useEffect(() => store.hear(listeners))
  return useStore(store)
}
