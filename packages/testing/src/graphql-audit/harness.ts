import type {
  AuditedCall,
  AuditedClient,
  AuditedFeature,
  AuditedListener,
  AuditedOutcome,
  ConnectAudited,
} from './client.ts'
import { ok } from './expect.ts'
import { type AuditServer, createAuditServer } from './server.ts'
import { createSignalling } from './signalling.ts'

/** What an audit works with. */
export interface AuditHarness {
  readonly server: AuditServer
  /** Never rejects: a rejection is a failure, as the outcome of a client that tells it so. */
  query(document: string, variables?: object, call?: AuditedCall): Promise<AuditedOutcome>
  mutate(document: string, variables?: object, call?: AuditedCall): Promise<AuditedOutcome>
  upload(document: string, variables: object): Promise<AuditedOutcome>
  stream(document: string, variables?: object, onNext?: () => 'leave' | undefined): Listening
  subscribe(document: string, variables?: object, onNext?: () => 'leave' | undefined): Listening
  /** Waits until something holds; fails when it still does not at the end of the audit's patience. */
  until(check: () => boolean, what: string): Promise<void>
  /** A moment in which what was going to happen has happened. */
  quiet(): Promise<void>
}

/** An operation of several results, and what has come of it. */
export interface Listening {
  readonly outcomes: readonly AuditedOutcome[]
  readonly isEnded: boolean
  /** The last outcome when no more will come. */
  end(): Promise<AuditedOutcome>
  leave(): void
}

/** The headers that every audited client is made with. */
export const HEADERS = { 'x-harbour': 'bergen' }

const QUIET_MS = 30

/** A client behind the harness, and its end. */
export interface Connected extends AuditHarness {
  offers(feature: AuditedFeature): boolean
  end(): void
}

/** Connects a client for one audit. */
export async function connectHarness(
  connect: ConnectAudited,
  { retry, patienceMs }: { readonly retry: boolean; readonly patienceMs: number },
): Promise<Connected> {
  const { until, changed, end } = createSignalling(patienceMs)
  const server = createAuditServer(changed)
  const client = await connect({ url: server.url, fetch: server.fetch, headers: HEADERS, retry })
  const leaving: (() => void)[] = []

  async function settled(call: () => Promise<AuditedOutcome> | undefined): Promise<AuditedOutcome> {
    let outcome: AuditedOutcome | undefined
    const told = (result: AuditedOutcome): void => {
      outcome = result
      changed()
    }
    // In a function of its own: what throws at once is told like what rejects.
    const run = async (): Promise<AuditedOutcome> => (await call()) ?? {}
    run().then(told, (failure: unknown) => told({ failure }))
    await until(() => outcome !== undefined, 'the call settles')
    return outcome as unknown as AuditedOutcome
  }

  function listening(
    kind: 'stream' | 'subscribe',
    document: string,
    variables?: object,
    onNext?: () => 'leave' | undefined,
  ) {
    const outcomes: AuditedOutcome[] = []
    let isEnded = false
    let stop: (() => void) | undefined
    let isLeft = false
    const leave = (): void => {
      isLeft = true
      stop?.()
    }
    const listener: AuditedListener = {
      next(outcome) {
        if (isLeft) return
        // As it is now: a client that changes it later is found out.
        outcomes.push({ ...outcome })
        changed()
        if (onNext?.() === 'leave') leave()
      },
      end() {
        isEnded = true
        changed()
      },
    }
    try {
      stop = (client as Required<AuditedClient>)[kind](document, variables, listener)
    } catch (failure) {
      listener.next({ failure })
      listener.end()
    }
    // It was left while it began.
    if (isLeft) stop?.()
    leaving.push(leave)
    return {
      outcomes,
      get isEnded() {
        return isEnded
      },
      async end() {
        await until(() => isEnded, 'the results come to an end')
        const last = outcomes.at(-1)
        ok(last, 'a result comes before the end')
        return last
      },
      leave,
    }
  }

  return {
    server,
    query: (...call) => settled(() => client.query(...call)),
    mutate: (...call) => settled(() => client.mutate(...call)),
    upload: (...call) => settled(() => client.upload?.(...call)),
    stream: (...call) => listening('stream', ...call),
    subscribe: (...call) => listening('subscribe', ...call),
    until,
    quiet: () => new Promise((resolve) => setTimeout(resolve, QUIET_MS)),
    offers: (feature) => client.offers?.includes(feature) === true || typeof client[feature as 'stream'] === 'function',
    end() {
      // What throws while it is let go of is no part of an audit.
      for (const letGo of [...leaving, () => client.dispose?.()]) {
        try {
          letGo()
        } catch {}
      }
      server.close()
      end()
    },
  }
}
