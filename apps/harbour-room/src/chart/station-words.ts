import type { Transition } from '@fairlead/ws'
import type { LinkFault } from 'harbour-api/contract'
import type { StationState } from './station.ts'

/** How the link is, as a sentence, and how it is to look. */
export interface StationNotice {
  readonly tone: 'good' | 'busy' | 'bad' | 'off'
  readonly text: string
}

/** Says how the link is. */
export function stationNotice(
  { state, behind, isForgotten, sweeps, entries, nextTryAt }: StationState,
  now: number,
): StationNotice {
  if (state === 'ready') {
    if (behind > 0) return { tone: 'busy', text: `Catching up: ${behind} ${behind === 1 ? 'sweep' : 'sweeps'} behind` }
    if (isForgotten)
      return {
        tone: 'busy',
        text: `Live again, after the server forgot the session: ${sweeps.missed} sweeps gone, ${entries.unknown} entries unknown`,
      }
    return { tone: 'good', text: 'Live: nothing is missing' }
  }
  if (state === 'waiting') {
    const seconds = Math.max(0, Math.ceil(((nextTryAt ?? now) - now) / 1_000))
    return {
      tone: 'bad',
      text: seconds > 0 ? `The link is broken. Next try in ${seconds} s` : 'The link is broken. Trying again',
    }
  }
  if (state === 'connecting' || state === 'authenticating') return { tone: 'busy', text: 'Connecting' }
  if (state === 'failed') return { tone: 'bad', text: 'The harbour refuses the connection' }
  return { tone: 'off', text: 'No connection: nobody is on watch' }
}

const STATES: Readonly<Record<Transition['to'], string>> = {
  idle: 'no connection',
  connecting: 'connecting',
  authenticating: 'showing who it is',
  ready: 'live',
  waiting: 'waiting',
  closed: 'closed',
  failed: 'refused',
}

const CODES: Readonly<Record<Transition['code'], string>> = {
  start: 'somebody is on watch',
  retry: 'the wait is over',
  wake: 'back again',
  asked: 'asked to',
  open: 'the link is open',
  welcome: 'the server said welcome',
  'connect-timeout': 'no answer in time',
  'link-down': 'the link ended',
  'half-open': 'no answer to a ping',
  protocol: 'a frame that is none',
  auth: 'the token was refused',
  'session-ended': 'the watch has ended',
  suspended: 'the page was put aside',
  closed: 'the room was left',
  final: 'the server said not to come back',
}

/** A step of the link in words. */
export function stepWords({ to, code, closeCode, delayMs }: Transition): {
  readonly what: string
  readonly why: string
} {
  const wait = to === 'waiting' && delayMs !== undefined ? ` ${(delayMs / 1_000).toFixed(1)} s` : ''
  return { what: STATES[to] + wait, why: closeCode === undefined ? CODES[code] : `${CODES[code]} (${closeCode})` }
}

/** What has gone over the link and what became of it. */
export function linkFigures({
  sweeps,
  entries,
  log,
}: StationState): readonly (readonly [
  name: string,
  value: number | string,
  tone?: 'good' | 'bad' | 'busy' | undefined,
])[] {
  return [
    ['Sweeps heard', sweeps.heard],
    ['Missed', sweeps.missed, sweeps.missed > 0 ? 'bad' : 'good'],
    ['In the harbour’s log', log ? log.entries : '–'],
    ['Twice', log ? log.twice : '–', log && log.twice > 0 ? 'bad' : 'good'],
    ['Entries written', entries.written],
    ['Acknowledged', entries.acknowledged, 'good'],
    ['Unknown', entries.unknown, entries.unknown > 0 ? 'busy' : 'good'],
    ['Not sent', entries.unsent, entries.unsent > 0 ? 'busy' : 'good'],
  ]
}

/** Ways to break the link: what it is, in a word, and what happens. */
export const linkFaults: readonly (readonly [LinkFault, string, string])[] = [
  ['cut', 'Cut', 'The link ends without a word'],
  ['half-open', 'Half-open', 'The link stands, and nothing passes'],
  ['restart', 'Server restart', 'The server forgets every session'],
]
