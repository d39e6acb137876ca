import type { CacheNote } from './line.ts'

/** What the cache did for a call, in a word, in a number and in a sentence or two. */
export interface CacheWords {
  readonly word: string
  /** How long the answer is still good, or since when it is not, such as `7 s` and `−3 s`. */
  readonly time: string | undefined
  readonly sentence: string
}

/** Puts a note of the cache into words. */
export function cacheWords({ outcome, reason = '', refusal = '', stored, collapsed, ttlMs }: CacheNote): CacheWords {
  const time = ttlMs === undefined || isNothing(ttlMs) ? undefined : spanText(ttlMs)
  const good = goodFor(ttlMs)
  const shared = collapsed ? 'Another call was asking already, and both have its answer. ' : ''
  switch (outcome) {
    case 'hit':
      return { word: 'hit', time, sentence: `From the cache, ${good}. Nothing was sent.` }
    case 'stale': {
      const over = ttlMs !== undefined && ttlMs < 0 ? `, ${spanText(-ttlMs)} past its time` : ''
      return {
        word: 'stale',
        time,
        sentence: `From the cache${over}: ${STALE[reason] ?? 'the call wants it however old.'}`,
      }
    }
    case 'revalidated':
      return {
        word: '304',
        time,
        sentence: `${shared}Revalidated: what the cache holds is still right (304), ${good}.`,
      }
    case 'bypass':
      return {
        word: 'bypass',
        time: undefined,
        sentence: `Past the cache: ${BYPASS[reason] ?? 'nothing was looked up.'}`,
      }
    case 'miss': {
      const kept = stored ? `Stored, ${good}.` : `Not stored${REFUSALS[refusal] ? `: ${REFUSALS[refusal]}` : '.'}`
      return {
        word: 'miss',
        time: stored ? time : undefined,
        sentence: `${shared}${MISS[reason] ?? MISS_OF_ANY} ${kept}`,
      }
    }
    default:
      return { word: outcome, time, sentence: 'Nothing is stored, and the call wanted nothing else.' }
  }
}

function goodFor(ttlMs = 0): string {
  if (isNothing(ttlMs)) return 'to be asked for each time'
  return ttlMs > 0 ? `good for another ${spanText(ttlMs)}` : `past its time by ${spanText(-ttlMs)}`
}

/** An answer that is never fresh is a moment past its time when it comes. */
function isNothing(ttlMs: number): boolean {
  return ttlMs <= 0 && ttlMs > -1000
}

const STALE: Readonly<Record<string, string>> = {
  stale: 'shown at once while it is fetched anew.',
  error: 'the harbour cannot be reached, and this is the best there is.',
}

const BYPASS: Readonly<Record<string, string>> = {
  method: 'this call changes something, so it goes to the harbour.',
  'no-store': 'the call wants nothing stored.',
}

const MISS_OF_ANY = 'It was fetched.'
const MISS: Readonly<Record<string, string>> = {
  'uri-miss': 'Not in the cache, so it was fetched.',
  'vary-miss': 'In the cache for other request fields only, so it was fetched.',
  stale: 'What the cache held was past its time, and the harbour had a newer answer.',
  invalidated: 'A change made what the cache held doubtful, and the harbour had a newer answer.',
  'no-cache': 'To be asked for each time, and the harbour had a newer answer.',
  request: 'The call wanted the newest answer, and the harbour had it.',
}

const REFUSALS: Readonly<Record<string, string>> = {
  method: 'only what is read is kept.',
  status: 'an answer of this kind is not kept.',
  'no-store': 'the harbour forbids it.',
  private: 'it is meant for one reader.',
  credentials: 'it is meant for one reader.',
  'not-cacheable': 'the harbour says nothing about it.',
  useless: 'it is old at once.',
  invalidated: 'a change came while it was on its way.',
  'too-large': 'it is too large.',
}

/** A span of time as a person reads it; less than nothing with a minus sign. */
function spanText(ms: number): string {
  // What is good for 9.9 seconds is good for ten, as its server said.
  const seconds = ms > 0 ? Math.ceil(ms / 1000) : Math.floor(-ms / 1000)
  const text = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
  return ms < 0 ? `−${text}` : text
}
