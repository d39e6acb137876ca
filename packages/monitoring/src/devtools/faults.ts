import { type Guards, type Layer, type Plugin, check } from '@fairlead/core'
import { type FaultRule, type FaultRules, checkedRules, createFaultRules } from './fault-rules.ts'
import { faultyReply } from './faulty-reply.ts'
import { type SocketFaults, createSocketFaults } from './faulty-sockets.ts'

/** The faults of a client, as `client.faults`. */
export interface Faults {
  rules(): readonly FaultRule[]
  /** Puts these rules in the place of all; for each call the first that matches holds. @throws `config` for a rule that cannot be */
  set(rules: readonly FaultRule[]): void
  /** Told when there are other rules. The answer unsubscribes. */
  subscribe(listener: () => void): () => void
  /** Live connections, to break them. */
  readonly sockets: SocketFaults
}

/** The faults that there are from the beginning. */
export interface FaultOptions {
  /** @defaultValue none */
  readonly rules?: readonly FaultRule[] | undefined
}

const OPTIONS: Guards<FaultOptions> = { rules: Array.isArray }

// oxlint-disable-next-line typescript/no-empty-object-type -- no call options
type FaultsPlugin = Plugin<'faults', {}, Faults, never>

/**
 * Makes attempts slow or makes them fail, inside the client and without a proxy: to see what the program does then. For
 * development; the devtools panel edits its rules. It strikes where the network would, after all else, wherever it stands in
 * `plugins`: its 401 is the refusal of a credential.
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
  const first = checkedRules(options.rules ?? [])
  return {
    name: 'faults',
    install({ runtime }) {
      const { strike, end, ...rules }: FaultRules = createFaultRules(first)
      const layer: Layer = {
        stage: 'wire',
        async handle(request, next) {
          const struck = strike(request, () => runtime.random())
          if (!struck) return next(request)
          const { rule, fails } = struck
          if (rule.latencyMs) await request.scope.sleep(rule.latencyMs)
          return fails ? faultyReply(rule, request, next) : next(request)
        },
      }
      return {
        layers: [layer],
        api: { ...rules, sockets: createSocketFaults() },
        dispose: end,
      }
    },
  }
}
