import type { ErrorKind, RetryRefusal } from '@fairlead/core'
import type { Line, Trip } from './line.ts'

const REFUSALS: Readonly<Record<RetryRefusal, string>> = {
  off: 'not retried: retries are off',
  'not-idempotent': 'not retried: doing it twice would matter',
  'one-shot-body': 'not retried: its body can be sent once',
  limit: 'gave up: all retries used',
  budget: 'not retried: the retry budget is spent',
  deadline: 'not retried: the wait would outlast the deadline',
  'wait-too-long': 'not retried: the server asks for too long a wait',
}

/** Why the queue lets no call through. */
const HELD_BACK: Readonly<Record<string, string>> = {
  'queue-full': 'as many wait already as may',
  shed: 'it made room for a more urgent one',
  'wait-too-long': 'its turn would come too late',
  'rate-held': 'the server wants silence for too long',
  'breaker-open': 'the server has failed too often',
}

const LEAST_WAIT_MS = 20

const GOT: Readonly<Record<string, string>> = {
  refresh: 'with a new token',
  'step-up': 'once you had confirmed',
  nonce: 'with a new proof',
}

/** What calls to the provider are for: its paths are in no contract. */
const OF_PROVIDER: Readonly<Record<string, string>> = {
  '/oidc/.well-known/openid-configuration': 'how the provider works',
  '/oidc/jwks': 'the keys of the provider',
  '/oidc/token': 'tokens from the provider',
  '/oidc/token/revocation': 'a token given back to the provider',
}

const OF_BACKGROUND = 'fetched anew in the background'

/** How a call stands: colours and words follow from it. */
export type Tone = 'running' | 'good' | 'bad' | 'refused' | 'cancelled' | 'kept'

/** The tone of a call or a trip. */
export function toneOf(trip: Line | Trip): Tone {
  const { durationMs, status, error } = trip
  if (durationMs === undefined) return 'queue' in trip && trip.queue?.isKept ? 'kept' : 'running'
  if (error === 'abort') return 'cancelled'
  if (status !== undefined && status >= 400 && status < 500 && status !== 429) return 'refused'
  return error === undefined && (status ?? 0) < 400 ? 'good' : 'bad'
}

/** The outcome in a word or two: `200`, `503`, `timeout`. */
export function outcomeOf(trip: Line | Trip): string {
  const { durationMs, status, error } = trip
  if (durationMs === undefined) return 'queue' in trip && trip.queue?.isKept ? 'kept' : '…'
  if (error === 'abort') return 'cancelled'
  return error !== undefined && error !== 'http' ? wordOf(error) : String(status ?? wordOf(error))
}

function wordOf(error: ErrorKind | undefined): string {
  return error === 'decode' ? 'damaged' : (error ?? 'done')
}

/** Why a call was sent again or was not, in one line; undefined where there is nothing to say. */
export function reasonOf(line: Line): string | undefined {
  const turn = turnOf(line)
  if (line.queue?.isKept && line.durationMs === undefined) return 'kept until it can be sent'
  if (line.queue?.refusal !== undefined) return `not sent: ${HELD_BACK[line.queue.refusal] ?? line.queue.refusal}`
  if (line.refusal !== undefined) return REFUSALS[line.refusal]
  const again = line.trips.flatMap(({ wanted }) => (wanted === undefined ? [] : `sent again ${gotFor(wanted)}`))
  if (turn !== undefined) again.unshift(turn)
  const background = line.isBackground && line.cache === undefined ? OF_BACKGROUND : undefined
  const waits = line.trips.flatMap(({ wait }) => wait ?? [])
  const last = waits.at(-1)
  if (last === undefined) {
    // Both, or a call that had to wait a moment would not say what it was for.
    const purpose = again.length > 0 ? background : (OF_PROVIDER[line.template] ?? background)
    return [...again, ...(purpose === undefined ? [] : [purpose])].join(', ') || undefined
  }
  const retries = ['retried once', 'retried twice'][waits.length - 1] ?? `retried ${waits.length} times`
  const waited = waits.map(({ waitMs }) => durationText(waitMs)).join(' + ')
  const how = `${retries}, waited ${waited} ${last.source === 'server' ? 'as the server asked' : '(backoff)'}`
  return [...again, how].join(', ')
}

/** How long a call has waited for its turns; undefined where it has not, or nobody would notice. */
function turnOf({ queue }: Line): string | undefined {
  const waitMs = queue?.waits.reduce((sum, wait) => sum + wait.waitMs, 0) ?? 0
  return waitMs >= LEAST_WAIT_MS ? `waited ${durationText(waitMs)} for its turn` : undefined
}

function gotFor(wanted: string): string {
  return GOT[wanted] ?? 'with what it lacked'
}

/** A trip in one sentence. */
export function tripText(trip: Trip): string {
  const { number, durationMs, wait, bytes, wanted } = trip
  const parts = [`Attempt ${number}: ${outcomeOf(trip)}`]
  if (durationMs !== undefined) parts.push(`in ${durationText(durationMs)}`)
  if (bytes !== undefined) parts.push(`· ${bytesText(bytes)}`)
  if (wait)
    parts.push(
      `· then waited ${durationText(wait.waitMs)} (${wait.source === 'server' ? 'asked by the server' : 'backoff'})`,
    )
  if (wanted !== undefined) parts.push(`· then sent again ${gotFor(wanted)}`)
  return parts.join(' ')
}

/** Milliseconds as a person reads them. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
}

function bytesText(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} kB`
}
