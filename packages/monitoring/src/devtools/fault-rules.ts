import { type CallRequest, type Guards, check, configError, tellAll } from '@fairlead/core'

/** What goes wrong with the attempts of some calls. */
export interface FaultRule {
  /** `METHOD template` or how it begins; a template alone means every method. @defaultValue every call */
  readonly match?: string | undefined
  /** Each attempt waits so long first. */
  readonly latencyMs?: number | undefined
  /** What a failing attempt is answered with, from 200 to 599. Without it, its connection fails. */
  readonly status?: number | undefined
  /**
   * What becomes of the server's answer: `cut` ends its body in the middle, as a lost connection does, `broken` damages it.
   * The server has done its work then. No cache keeps such an answer.
   */
  readonly body?: 'cut' | 'broken' | undefined
  /** The share of attempts that fail, from 0 to 1. @defaultValue 1 with `status`, `body` or `offline`, else 0 */
  readonly failRate?: number | undefined
  /** How many attempts it still strikes; at 0 it rests. @defaultValue all */
  readonly times?: number | undefined
  /** No attempt gets out, as without a network. */
  readonly offline?: boolean | undefined
}

/** The rules that hold, and who is told of others. */
export interface FaultRules {
  rules(): readonly FaultRule[]
  set(rules: readonly FaultRule[]): void
  subscribe(listener: () => void): () => void
  /** The rule that strikes an attempt, and whether it makes it fail; counts it. */
  strike(request: CallRequest, random: () => number): { readonly rule: FaultRule; readonly fails: boolean } | undefined
  end(): void
}

const isWithin = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most
const RULE: Guards<FaultRule> = {
  match: (value) => typeof value === 'string',
  latencyMs: (value) => isWithin(value, 0, 600_000),
  status: (value) => Number.isInteger(value) && isWithin(value, 200, 599),
  body: (value) => value === 'cut' || value === 'broken',
  failRate: (value) => isWithin(value, 0, 1),
  times: (value) => Number.isInteger(value) && isWithin(value, 0, Infinity),
  offline: (value) => typeof value === 'boolean',
}

/** Checks rules and copies them. @throws `config` for a rule that cannot be */
export function checkedRules(rules: readonly FaultRule[]): readonly FaultRule[] {
  if (!Array.isArray(rules)) throw configError('faults: the rules are no array')
  return rules.map((rule) => ({ ...check('faults: rules', rule, RULE) }))
}

/** Makes the rules of one client. */
export function createFaultRules(first: readonly FaultRule[]): FaultRules {
  let rules = first
  const listeners = new Set<(nothing: undefined) => void>()
  const put = (given: readonly FaultRule[]): void => {
    rules = given
    tellAll(listeners, undefined)
  }
  return {
    rules: () => rules,
    set: (given) => put(checkedRules(given)),
    subscribe(listener) {
      const own = (): void => listener()
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    strike(request, random) {
      const rule = rules.find((each) => each.times !== 0 && isMatch(each, request))
      if (!rule) return undefined
      const { status, body, offline, latencyMs, times } = rule
      const { failRate = status !== undefined || body || offline ? 1 : 0 } = rule
      const fails = failRate > 0 && random() < failRate
      if (!fails && !latencyMs) return undefined
      // One that only delays strikes by that.
      if (times && (fails || failRate === 0))
        put(rules.map((each) => (each === rule ? { ...each, times: times - 1 } : each)))
      return { rule, fails }
    },
    end: () => listeners.clear(),
  }
}

function isMatch({ match = '' }: FaultRule, { method, operation }: CallRequest): boolean {
  const { template } = operation
  return match.startsWith('/') ? template.startsWith(match) : `${method} ${template}`.startsWith(match)
}
