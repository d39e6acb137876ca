import type { AnySchema, Host, Update } from '@fairlead/core'
import type { IncomingDefinition, MessageContract } from './messages.ts'

/** What the messages of a connection mean for data that are kept. */
export interface Effects {
  /** A message has come. `identity` is who was there then. */
  came(definition: AnySchema | IncomingDefinition, data: unknown, identity: string): void
  /** Messages are gone, and nobody knows what they said. */
  gap(): void
}

/** Tags that are remembered at most; the oldest go first. */
const MAX_NAMED = 1_000

/**
 * Makes what does as messages say.
 *
 * @param isKnown whether data are what the contract says: what nobody has looked at changes nothing
 */
export function createEffects(
  { tags, writes }: Pick<Host, 'tags' | 'writes'>,
  { toClient = {}, channels = {} }: MessageContract,
  gapInvalidates: readonly string[],
  isKnown: boolean,
): Effects {
  /** Tags that messages named, so that a gap can make them stale. */
  const named = new Set<string>()

  function remember(all: readonly string[]): void {
    for (const tag of all) named.add(tag)
    for (const tag of named) {
      if (named.size <= MAX_NAMED) break
      named.delete(tag)
    }
  }

  return {
    came(definition, data, identity) {
      const { invalidates, updates } = definition as Partial<IncomingDefinition>
      if (updates && isKnown)
        attempt(() => {
          const all = updates(data as never)
          writes.announce({ updates: all, identity })
          for (const each of all) remember(tagsOf(each))
        })
      if (invalidates)
        attempt(() => {
          const stale = typeof invalidates === 'function' ? invalidates(data as never) : invalidates
          remember(stale)
          tags.invalidate(stale, 'stale', 'tab')
        })
    },
    gap() {
      const lists = [toClient, ...Object.values(channels).map(({ messages }) => messages)]
      const listed = lists.flatMap((list) =>
        Object.values(list).flatMap((each) => {
          const { invalidates } = each as Partial<IncomingDefinition>
          return typeof invalidates === 'function' ? [] : (invalidates ?? [])
        }),
      )
      tags.invalidate([...new Set([...gapInvalidates, ...named, ...listed])], 'stale', 'tab')
    },
  }
}

/** The tags of what an update changes. */
function tagsOf({ endpoint, input }: Update): readonly string[] {
  const { tags = [] } = endpoint.definition
  return typeof tags === 'function' ? tags({ ...input, data: undefined } as never) : tags
}

/** A mistake in what a message means is told, as one of a listener is, and keeps nothing else from being done. */
function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    console.error(error)
  }
}
