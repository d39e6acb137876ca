import type { OwnClient, Runtime } from '@fairlead/core'
import type { Auth, SessionStart } from './auth.ts'
import type { Challenge } from './challenge.ts'
import type { Coordinator } from './coordinator.ts'
import type { Grant, Strategy } from './strategy.ts'

/** Facts of an event; never a value of the user. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>

/** What a session is made of. */
export interface Setup<Input = unknown> {
  readonly strategy: Strategy<Input>
  /** What tokens are kept under, and what the lock is called. */
  readonly key: string
  readonly coordinator: Coordinator
  readonly client: OwnClient
  readonly runtime: Runtime
  readonly origins: ReadonlySet<string>
  readonly idleMs: number
  readonly absoluteMs: number
  readonly lockWaitMs: number
  readonly refreshTimeoutMs: number
  readonly onChallenge: ((challenge: Challenge) => boolean | Promise<boolean>) | undefined
  readonly navigate: ((url: string) => void) | undefined
  /** Whether it wakes by itself: to refresh ahead of time, and to hear of other tabs. */
  readonly background: boolean
  readonly grant: Grant | undefined
  /** Puts an event on the stream. */
  tell(type: string, facts?: Facts): void
  createSession(start?: SessionStart): Auth<Input>
}
