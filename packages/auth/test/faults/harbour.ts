import { type AuthOptions, type AuthTransition, auth, bearer, memoryCoordinator } from '@fairlead/auth'
import { type ClientEvent, createClient, isFairleadError } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { type AuthorityOptions, authorityTransport } from '@fairlead/testing/authority'
import { expect, onTestFinished } from 'vitest'

/** What a sign-in of the authority takes. */
export type Person = Readonly<Record<string, unknown>>

export const ORIGIN = 'https://harbour.example'

/** Bearer tokens as the authority's JSON doors hand them out. */
export const tokens = (key = 'bearer') =>
  bearer<Person>({ signIn: '/login', refresh: '/refresh', signOut: '/logout', key })

/** An authority with clients, all on one virtual clock; the test fails if one of them leaves a timer behind. */
export function harbour({ serverSkewMs = 0, ...options }: AuthorityOptions & { readonly serverSkewMs?: number } = {}) {
  const clock = createVirtualClock()
  const serverClock = { ...clock, now: () => clock.now() + serverSkewMs }
  const transport = authorityTransport({ clock: serverClock, ...options })
  const coordinator = memoryCoordinator()
  const events: ClientEvent[] = []
  const transitions: AuthTransition[] = []
  const ends: (() => Promise<void>)[] = []

  function open<Input = Person>(
    overrides: Partial<AuthOptions<Input>> = {},
    clientOptions: { readonly origins?: readonly string[] } = {},
  ) {
    const strategy = overrides.strategy ?? (tokens() as unknown as AuthOptions<Input>['strategy'])
    const client = createClient({
      baseUrl: ORIGIN,
      transport,
      runtime: clock,
      plugins: [auth({ coordinator, ...overrides, strategy })],
      ...clientOptions,
    })
    client.on((event) => events.push(event))
    client.auth.subscribe((transition) => transitions.push(transition))
    ends.push(() => client.dispose())
    return client
  }

  onTestFinished(async () => {
    await Promise.all(ends.map((end) => end()))
    expect(clock.pending).toBe(0)
  })

  return {
    clock,
    transport,
    authority: transport.authority,
    counts: transport.authority.counts,
    coordinator,
    events,
    open,
    /** A client whose user is signed in. */
    async enter(overrides: Partial<AuthOptions<Person>> = {}, person: Person = { user: 'ann' }) {
      const client = open(overrides)
      const entered = client.auth.signIn(person)
      if (options.delayMs) await clock.advance(options.delayMs)
      await entered
      return client
    },
    /** Lets time pass while something is under way. */
    async during(work: PromiseLike<unknown> | readonly PromiseLike<unknown>[], durationMs = 1_000): Promise<Told[]> {
      const told = Promise.all([work].flat().map((each) => tell(each)))
      await clock.advance(durationMs)
      return told
    },
    /** The clocks of both sides go on, and no timer comes due: the token has expired, and nobody has noticed. */
    sleep: (durationMs: number) => clock.setWallClock(clock.now() + durationMs),
    /** The states that were moved to. */
    states: () => transitions.map(({ to }) => ('reason' in to ? `${to.status} (${to.reason})` : to.status)),
    /** How many events of auth had this name. */
    told: (name: string) => events.filter(({ type }) => type === `plugin:auth:${name}`).length,
  }
}

/** How a call ended, in a word: `ok`, or the kind of the error with its reason or status. */
export type Told = string

/** Tells how a call ended. */
export function tell(work: PromiseLike<unknown>): Promise<Told> {
  return Promise.resolve(work).then(
    () => 'ok',
    (error: unknown) => {
      if (!isFairleadError(error)) return String(error)
      const { reason, status } = error as { reason?: string; status?: number }
      return `${error.kind} ${reason ?? status ?? ''}`.trim()
    },
  )
}

/** As many as asked for. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
