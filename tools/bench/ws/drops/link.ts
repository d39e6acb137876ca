import { type ChaosConnection, type Fault, createChaosProxy, createFaultPlan } from '@fairlead/testing/chaos'

/** Which faults come: links that end, or also links that only fall silent. */
export type Weather = 'ends' | 'holes'

/** Messages of one run, and how often its link drops. */
export const MESSAGES = 1_000
export const DROPS = 20
/** Of a link that could carry three times what is sent; what has piled up takes a while, so that drops hit it. */
const conditions = { latencyMs: 5, bytesPerSecond: 250_000, sliceBytes: 1_460 }
/** Whoever comes back sooner is refused. */
const REFUSAL_MS = 30
const weights = { ends: { rst: 7, fin: 2, 'black-hole': 0 }, holes: { rst: 7, fin: 2, 'black-hole': 1 } } as const

/** A link that drops by what has come through it. */
export interface DroppingLink {
  readonly port: number
  /** Drops that met a connection. */
  readonly landed: number
  /** Says how far the messages are. */
  progress(delivered: number): void
}

/** Starts a proxy before a server. */
export async function dropping(targetPort: number, weather: Weather, seed: number): Promise<DroppingLink> {
  const proxy = await createChaosProxy({ targetPort, seed, up: conditions, down: conditions })
  const plan = createFaultPlan({ total: MESSAGES, drops: DROPS, seed, weights: weights[weather] })
  const silent = new WeakSet<ChaosConnection>()
  let landed = 0

  let due: Fault | undefined

  /** Whether there was a connection to drop. */
  function drop(fault: Fault): boolean {
    // What is silent already stays so: nobody outside can end it.
    const alive = proxy.connections.filter((each) => !silent.has(each))
    if (alive.length === 0) return false
    landed++
    for (const connection of alive) {
      if (fault === 'black-hole') silent.add(connection)
      connection.fault(fault)
    }
    proxy.admit('rst')
    setTimeout(() => proxy.admit('pass'), REFUSAL_MS)
    return true
  }
  return {
    port: proxy.port,
    get landed() {
      return landed
    },
    progress(delivered) {
      // What comes in one burst may make several due; each link gets one, when something has come through it.
      due ??= plan.progress(delivered)
      if (due && drop(due)) due = undefined
    },
  }
}
