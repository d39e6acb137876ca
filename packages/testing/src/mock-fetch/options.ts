import { type Guards, type Runtime, check, platformRuntime } from '@fairlead/core'
import { pathBelow } from './base.ts'
import type { Fault } from './faults.ts'
import type { MockRequest } from './mock-request.ts'
import type { ResponderSettings } from './responder.ts'

/** How a mock of a contract works. */
export interface MockOptions {
  /** Where the API is, as a client has it; or a path, on any origin. @defaultValue `'/'` */
  readonly baseUrl?: string | URL
  /** Whose time delays take; a virtual clock in tests. @defaultValue the platform's */
  readonly runtime?: Runtime
  /**
   * Whether requests and answers are held to the contract's schemas. Switch off the side whose schemas describe something else than what
   * is sent. @defaultValue both
   */
  readonly validate?: boolean | { readonly requests?: boolean; readonly responses?: boolean }
  /**
   * What becomes of a request that no handler can answer: one that the contract does not know, one that does not fit it, one without a
   * handler. `'answer'`: problem details, as a server would send them (404, 405, 400, 422, 501). `'throw'`: a `config` error.
   *
   * @defaultValue `'answer'`
   */
  readonly unhandled?: 'answer' | 'throw'
  /** Asked at each request: what goes wrong with it. What that depends on is yours to keep. */
  readonly faults?: (request: MockRequest) => Fault | undefined
}

const OPTIONS: Guards<MockOptions> = {
  baseUrl: (value) => (typeof value === 'string' || value instanceof URL) && pathBelow(value) !== undefined,
  runtime: (value) => typeof value === 'object',
  validate: (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null),
  unhandled: (value) => value === 'answer' || value === 'throw',
  faults: (value) => typeof value === 'function',
}

/** The options of a mock as its responder takes them. @throws `config` for one that there is not */
export function settingsOf(of: string, options: MockOptions): Omit<ResponderSettings, 'handlerOf' | 'heard'> {
  const {
    baseUrl = '/',
    runtime = platformRuntime,
    validate = true,
    unhandled = 'answer',
    faults,
  } = check(of, options, OPTIONS)
  const { requests = true, responses = true } =
    typeof validate === 'boolean' ? { requests: validate, responses: validate } : validate
  return {
    pathBelow: pathBelow(baseUrl) ?? (() => undefined),
    runtime,
    validate: { requests, responses },
    unhandled,
    faultOf: faults,
  }
}
