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
import { type MaybeRefOrGetter, computed, toValue } from 'vue'
import { type RefsOf, refsOf } from './refs-of.ts'

/**
 * How a live connection stands.
 *
 * @example
 * ```ts
 * const { state, failure } = useConnection(live)
 * ```
 */
export function useConnection<M, L extends Level>(
  connection: Connection<M, L>,
): RefsOf<ConnectionView<ConnectionState, FairleadError | undefined>> {
  const store = connectionStore(connection)
  return refsOf(() => store)
}

type ChannelArguments<Definition> =
  ParamsOf<Definition, 'input'> extends undefined
    ? [listeners: ChannelListeners<ChannelMessages<Definition>>]
    : [
        params: MaybeRefOrGetter<ParamsOf<Definition, 'input'>>,
        listeners: ChannelListeners<ChannelMessages<Definition>>,
      ]

/**
 * Hears a channel as long as the component is there: other params open another one.
 *
 * @example
 * ```ts
 * const { status } = useChannel(live, 'berths', () => ({ harbour: harbour.value }), { moved: (berth) => show(berth) })
 * ```
 */
export function useChannel<M, N extends NamesOf<M, 'channels'>>(
  connection: Connection<M, 'resumable'>,
  name: N,
  ...given: ChannelArguments<DefinitionOf<M, 'channels', N>>
): RefsOf<ChannelView> {
  const listeners = given.at(-1) as Parameters<ChannelStore['hear']>[0]
  // By what they say: a getter makes them anew each time.
  const params = computed(() => (given.length > 1 ? JSON.stringify(toValue(given[0])) : undefined))
  return refsOf(() => {
    const store = channelStore(connection, name, params.value)
    store.hear(listeners)
    return store
  })
}
