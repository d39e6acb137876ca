import {
  type CallRequest,
  FairleadError,
  type Guards,
  type Plugin,
  type Reply,
  type Runtime,
  check,
  configError,
  tellAll,
} from '@fairlead/core'

/** What goes wrong with the attempts of some calls. */
export interface FaultRule {
  /** `METHOD template` or how it begins; a template alone means every method. @defaultValue every call */
  readonly match?: string | undefined
  /** Each attempt waits so long first. */
  readonly latencyMs?: number | undefined
  /** What a failing attempt is answered with, from 200 to 599. Without it, its connection fails. */
  readonly status?: number | undefined
  /** The share of attempts that fail, from 0 to 1. @defaultValue 1 with `status` or `offline`, else 0 */
  readonly failRate?: number | undefined
  /** No attempt gets out, as without a network. */
  readonly offline?: boolean | undefined
}

/** The faults of a client, as `client.faults`. */
export interface Faults {
  rules(): readonly FaultRule[]
  /** Puts these rules in the place of all; for each call the first that matches holds. @throws `config` for a rule that cannot be */
  set(rules: readonly FaultRule[]): void
  /** Told when there are other rules. The answer unsubscribes. */
  subscribe(listener: () => void): () => void
}

/** The faults that there are from the beginning. */
export interface FaultOptions {
  /** @defaultValue none */
  readonly rules?: readonly FaultRule[] | undefined
}

const OPTIONS: Guards<FaultOptions> = { rules: Array.isArray }
const isWithin = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most
const RULE: Guards<FaultRule> = {
  match: (value) => typeof value === 'string',
  latencyMs: (value) => isWithin(value, 0, 600_000),
  status: (value) => Number.isInteger(value) && isWithin(value, 200, 599),
  failRate: (value) => isWithin(value, 0, 1),
  offline: (value) => typeof value === 'boolean',
}

// oxlint-disable-next-line typescript/no-empty-object-type -- no call options
type FaultsPlugin = Plugin<'faults', {}, Faults, never>

/**
 * Makes attempts slow or makes them fail, inside the client and without a proxy: to see what the program does then. For
 * development; the devtools panel edits its rules.
 *
 * @throws `config` for an unknown option or a rule that cannot be
 *
 * @example
 * ```ts
 * const client = createClient({
 *   baseUrl: 'https://harbour.example/api',
 *   plugins: [faults({ rules: [{ match: 'GET /vessels', latencyMs: 800, status: 503, failRate: 0.3 }] })],
 * })
 * client.faults.set([])
 * ```
 */
export function faults(options: FaultOptions = {}): FaultsPlugin {
  check('faults', options, OPTIONS)
  const first = checked(options.rules ?? [])
  return {
    name: 'faults',
    install({ runtime }) {
      let rules = first
      const listeners = new Set<(nothing: undefined) => void>()
      return {
        layers: [
          {
            stage: 'attempt',
            async handle(request, next) {
              const rule = rules.find((each) => isMatch(each, request))
              if (rule?.latencyMs) await request.scope.sleep(rule.latencyMs)
              return (rule && failed(rule, request, runtime)) ?? next(request)
            },
          },
        ],
        api: {
          rules: () => rules,
          set(given) {
            rules = checked(given)
            tellAll(listeners, undefined)
          },
          subscribe(listener) {
            const own = (): void => listener()
            listeners.add(own)
            return () => void listeners.delete(own)
          },
        },
        dispose: () => listeners.clear(),
      }
    },
  }
}

function checked(rules: readonly FaultRule[]): readonly FaultRule[] {
  if (!Array.isArray(rules)) throw configError('faults: the rules are no array')
  return rules.map((rule) => ({ ...check('faults: rules', rule, RULE) }))
}

function isMatch({ match = '' }: FaultRule, { method, operation }: CallRequest): boolean {
  const { template } = operation
  return match.startsWith('/') ? template.startsWith(match) : `${method} ${template}`.startsWith(match)
}

/** What an attempt gets instead of an answer; undefined where it is let through. */
function failed(rule: FaultRule, { scope, url }: CallRequest, runtime: Runtime): Reply | undefined {
  const { status, offline, failRate = status !== undefined || offline ? 1 : 0 } = rule
  if (failRate === 0 || runtime.random() >= failRate) return undefined
  if (offline) {
    // The code of a connection that was never made: nothing can have been done by it.
    throw new FairleadError('network', scope.where, 'offline (a fault of devtools)', { code: 'ENETUNREACH' })
  }
  if (status === undefined)
    throw new FairleadError('network', scope.where, 'the connection failed (a fault of devtools)')
  const hasBody = ![204, 205, 304].includes(status)
  const problem = { title: 'A fault of devtools', status }
  return {
    status,
    url,
    headers: new Headers(hasBody ? { 'content-type': 'application/problem+json' } : {}),
    body: hasBody ? new TextEncoder().encode(JSON.stringify(problem)) : null,
  }
}
