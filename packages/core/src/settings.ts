import type { Validation } from './client-options.ts'
import type { EventStream } from './events.ts'
import type { OptionTable } from './plugin.ts'
import type { CallRequest, FetchInit, HeaderFields } from './request.ts'
import type { RetryPolicy } from './retry.ts'
import type { Runtime } from './runtime.ts'
import type { ValidationMode } from './schema.ts'
import type { ClockSettings } from './scope.ts'
import type { Tags } from './tags.ts'
import type { Writes } from './writes.ts'
import type { Place } from './url.ts'

/** A client's options, checked once and with every default filled in. */
export interface Settings {
  readonly runtime: Runtime
  readonly place: Place
  readonly headers: HeaderFields
  readonly retry: RetryPolicy | undefined
  readonly timeouts: ClockSettings
  readonly maxResponseBytes: number | undefined
  readonly validation: { readonly input: ValidationMode; readonly output: ValidationMode }
  readonly init: FetchInit
  /** Guards of the plugins' call options, by name. */
  readonly guards: ReadonlyMap<string, OptionTable[string]>
  readonly defaultAuth: 'session' | 'public'
  readonly events: EventStream
  readonly tags: Tags
  readonly writes: Writes
  readonly transforms: readonly ((data: unknown, request: CallRequest) => unknown)[]
}

export const DEFAULT_TIMEOUTS: ClockSettings = { attemptMs: 30_000, totalMs: 120_000, bodyMs: Infinity, idleMs: 60_000 }

/** One mode for both directions, or one for each. */
export function modesOf(validation: Validation = 'strict'): Settings['validation'] {
  const { input = 'strict', output = 'strict' } =
    typeof validation === 'string' ? { input: validation, output: validation } : validation
  return { input, output }
}
