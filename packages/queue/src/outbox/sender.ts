import { type Host, type Session, abortable } from '@fairlead/core'
import { KEY, bodyOf } from './accept.ts'
import type { OutboxEntry } from './entry.ts'
import { SENDING } from './intent.ts'
import type { OutboxOptions } from './options.ts'
import type { Senders } from './sessions.ts'
import type { OutboxStore } from './store.ts'
import { type Answer, type Verdict, verdictOfAnswer, verdictOfError } from './verdict.ts'

/** What became of an entry that was tried; undefined if it was not ours to try. */
export interface Tried {
  readonly entry: OutboxEntry
  readonly answer: Answer | undefined
  readonly next: Verdict['next']
}

/** Sends one entry: lease, send, acknowledge. */
export type Sender = (id: string) => Promise<Tried | undefined>

/** Numbers that decide when an entry is tried again. */
export type Pace = Required<Pick<OutboxOptions, 'baseMs' | 'maxMs' | 'maxAttempts' | 'leaseMs'>>

/**
 * Makes the sender of an outbox. Whatever step the program dies at, the entry is still there with its key, and is deleted
 * only when the server has done it.
 */
export function createSender(
  { callsOf, runtime, emit }: Host,
  store: OutboxStore,
  { baseMs, maxMs, maxAttempts, leaseMs }: { readonly [Name in keyof Pace]: number },
  resolve: NonNullable<OutboxOptions['resolve']>,
  senders: Senders,
  owner: () => string,
  signal: AbortSignal,
): Sender {
  const { now, random } = runtime

  /** Takes an entry, so that nobody else sends it. Undefined if somebody else has it, or took it back. */
  async function lease(id: string): Promise<OutboxEntry | undefined> {
    const until = now() + leaseMs
    let isOurs = false
    const leased = await store.update(id, (entry) => {
      isOurs = entry.state === 'pending' || (entry.state === 'sending' && isFree(entry))
      if (!isOurs) return entry
      return { ...entry, state: 'sending', attempts: entry.attempts + 1, lease: { owner: owner(), until } }
    })
    return isOurs ? leased : undefined
  }

  /** Whether whoever was sending an entry does so no more: the lock says so, or else the time. */
  function isFree({ lease: held }: OutboxEntry): boolean {
    return !store.isShared || !held || held.owner === owner() || !(held.until > now())
  }

  async function send({ method, url, headers, key, body, identity }: OutboxEntry, session: Session): Promise<Answer> {
    const options = {
      headers: { ...headers, [KEY]: key },
      auth: identity ? 'session' : 'public',
      // A failure goes back in line, where it survives the program.
      retry: false,
      signal,
      [SENDING]: true,
    }
    const response = await callsOf(session).send({ method, url, body, options })
    const bytes = new Uint8Array(await response.arrayBuffer())
    return { status: response.status, headers: response.headers, url: response.url, body: bytes }
  }

  /** As long as we send, nobody may think that we have died. */
  function renewed<T>(id: string, work: Promise<T>): Promise<T> {
    if (!store.isShared) return work
    let timer: unknown
    const renew = (): void => {
      const until = now() + leaseMs
      store
        .update(id, (entry) =>
          entry.lease?.owner === owner() ? { ...entry, lease: { owner: owner(), until } } : entry,
        )
        .catch(() => {})
      timer = runtime.setTimeout(renew, leaseMs / 2)
    }
    timer = runtime.setTimeout(renew, leaseMs / 2)
    return work.finally(() => runtime.clearTimeout(timer))
  }

  /** The entry as it is to be after a try; null when it is done. */
  function after(entry: OutboxEntry, verdict: Verdict): OutboxEntry | null {
    const rested = { ...entry, lease: undefined }
    switch (verdict.next) {
      case 'sent':
      case 'drop':
        return null
      case 'dead':
        return { ...rested, state: 'dead', failure: verdict.failure }
      case 'changed':
        // A program that answers each refusal with another write must not keep the server busy.
        return { ...withBody(rested, verdict.body, runtime.randomUUID()), notBefore: now() + backoffMs(1) }
      case 'again': {
        const { retryAt = 0, failure } = verdict
        const { attempts } = entry
        if (!failure) return { ...rested, state: 'pending' }
        if (attempts >= maxAttempts) return { ...rested, state: 'dead', failure }
        return { ...rested, state: 'pending', notBefore: Math.max(retryAt, now() + backoffMs(attempts)), failure }
      }
    }
  }

  function backoffMs(attempts: number): number {
    return Math.ceil(Math.min(maxMs, baseMs * 2 ** (attempts - 1)) * (0.5 + random() / 2))
  }

  /** Sends an entry, and judges what comes of it. */
  async function attempt(
    entry: OutboxEntry,
  ): Promise<{ readonly answer: Answer | undefined; readonly verdict: Verdict }> {
    // Not before now: whoever was signed in before the lease was written may be so no more.
    const session = senders.of(entry.identity)
    let answer: Answer | undefined
    if (!session || signal.aborted) return { answer, verdict: { next: 'again' } }
    try {
      answer = await send(entry, session)
      const verdict = await abortable(verdictOfAnswer(entry, answer, now(), resolve), signal)
      if (verdict.next === 'changed') bodyOf(verdict.body)
      return { answer, verdict }
    } catch (error) {
      // We were stopped, not refused.
      if (signal.aborted) return { answer, verdict: { next: 'again' } }
      if (!answer) return { answer, verdict: verdictOfError(error, now()) }
      // Of an answer that came, only what the program made of it can have failed.
      console.error(error)
      return { answer, verdict: { next: 'dead', failure: { at: now(), status: answer.status } } }
    }
  }

  return async (id) => {
    const entry = await lease(id)
    if (!entry) return undefined
    const { answer, verdict } = await renewed(id, attempt(entry))
    let next: OutboxEntry | null = null
    await store.update(id, (stored) => (next = stored.lease?.owner === owner() ? after(stored, verdict) : stored))
    const what = verdict.next === 'again' && (next as OutboxEntry | null)?.state === 'dead' ? 'dead' : verdict.next
    emit(() => ({
      type: 'plugin:queue:outbox',
      at: now(),
      details: {
        what,
        method: entry.method,
        template: entry.template,
        attempts: entry.attempts,
        status: answer?.status,
      },
    }))
    return { entry, answer, next: what }
  }
}

/** Of an entry that is to be sent at once. */
export const FRESH = { state: 'pending', notBefore: 0, failure: undefined } as const

/** An entry with another body, which the server must not take for the one before. */
export function withBody(entry: OutboxEntry, body: unknown, key: string): OutboxEntry {
  const { bytes, type } = bodyOf(body)
  const headers = { ...entry.headers, ...(type && { 'content-type': type }) }
  return { ...entry, ...FRESH, body: bytes, headers, key, attempts: 0 }
}
