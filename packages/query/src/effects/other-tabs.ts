import { type BroadcastHandle, type TagChange, type Write, hostOf, platformBroadcast } from '@fairlead/core'
import { environmentManager } from '@tanstack/query-core'
import type { QueryHost } from '../query-host.ts'
import type { Paths } from './paths.ts'

/** The other tabs of an API's clients. */
export interface OtherTabs extends Told {
  close(): void
}

/** What tabs tell each other. */
interface Told {
  wrote(write: Write): void
  tagged(change: TagChange): void
}

/** What one tab tells the others: a write as plain data, or tags. */
interface Message {
  readonly identity?: unknown
  readonly path?: unknown
  readonly input?: unknown
  readonly data?: unknown
  readonly tags?: unknown
  readonly mode?: unknown
}

/**
 * Tells the other tabs what has been written, and hears it from them. Nothing of another user is believed. Header fields stay here:
 * they may be secret. Tags go along where nobody carries them already.
 */
export function openTabs({ api, client, endpoints }: QueryHost, paths: Paths, heard: Told): OtherTabs {
  const core = hostOf(client)
  // The requests of a server are no tabs.
  const { broadcast = environmentManager.isServer() ? undefined : platformBroadcast() } = core.runtime

  function hear(message: unknown): void {
    const { identity, path, input, data, tags, mode } = (message ?? {}) as Message
    if (isTexts(tags) && (mode === 'stale' || mode === 'gone')) heard.tagged({ tags, mode })
    else if (isTexts(path) && typeof input === 'object' && input !== null && identity === client.session.identity) {
      const endpoint = endpoints.at(path)
      if (endpoint) heard.wrote({ endpoint, input, data, identity })
    }
  }

  const channel = attempt(() => broadcast?.(`fairlead:effects:${api}`, hear))
  const post = (message: Message): void => {
    // What cannot be copied stays here.
    attempt(() => channel?.post(message))
  }
  return {
    wrote({ endpoint, input: { params, query, body }, data, identity }) {
      const [path] = paths(endpoint)
      if (path) post({ identity, path, input: { params, query, body }, data })
    },
    tagged({ tags, mode, reach }) {
      if (!core.tags.isShared && reach !== 'tab') post({ tags, mode })
    },
    close() {
      attempt(() => channel?.close())
    },
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function attempt<T extends BroadcastHandle | undefined | void>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
