import type { CacheNote } from './line.ts'

/** What the cache did for a call, in a word, in a number and in a sentence or two. */
export interface CacheWords {
  readonly word: string
  /** How long the answer is still good, or since when it is not, such as `7 s` and `−3 s`. */
  readonly time: string | undefined
  readonly sentence: string
}

/** Puts a note of the cache into words. */
export function cacheWords({ outcome, reason, stored, ttlMs }: CacheNote): CacheWords {
  const time = ttlMs === undefined ? undefined : secondsText(ttlMs)
  const good = ttlMs !== undefined && ttlMs > 0 ? `good for another ${secondsText(ttlMs)}` : 'to be asked for each time'
  const over = ttlMs !== undefined && ttlMs < 0 ? `${secondsText(-ttlMs)} past its time` : 'no longer certain'
  switch (outcome) {
    case 'hit':
      return { word: 'hit', time, sentence: `From the cache, ${good}. Nothing was sent.` }
    case 'stale':
      return { word: 'stale', time, sentence: `From the cache, ${over}. ${STALE[reason ?? ''] ?? ''}`.trim() }
    case 'revalidated':
      return { word: '304', time, sentence: `Revalidated: what the cache holds is still right (304), ${good}.` }
    case 'bypass':
      return { word: 'bypass', time: undefined, sentence: `Past the cache. ${BYPASS[reason ?? ''] ?? ''}`.trim() }
    default: {
      const kept = stored ? `Stored, ${good}.` : `Not stored. ${KEPT[reason ?? ''] ?? ''}`.trim()
      return { word: outcome, time: stored ? time : undefined, sentence: `${MISS[reason ?? ''] ?? MISS['']} ${kept}` }
    }
  }
}

const STALE: Readonly<Record<string, string>> = {}

const BYPASS: Readonly<Record<string, string>> = {}

const MISS: Readonly<Record<string, string>> = { '': 'Not in the cache, so the harbour was asked.' }

const KEPT: Readonly<Record<string, string>> = {}

function secondsText(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  const text = Math.abs(seconds) < 120 ? `${Math.abs(seconds)} s` : `${Math.round(Math.abs(seconds) / 60)} min`
  return seconds < 0 ? `−${text}` : text
}
