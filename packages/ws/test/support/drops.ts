import { createClient } from '@fairlead/core'
import { type ChaosProxy, createChaosProxy, createFaultPlan } from '@fairlead/testing/chaos'
import { type Transport, type Verdict, connect } from '@fairlead/ws'
import { contract } from './contract.ts'
import { type LiveServer, startLive } from './live-server.ts'

/** What is dropped how often. */
export interface DropsOptions {
  readonly transport: () => Transport
  readonly path: string
  readonly connections: number
  readonly messages: number
  readonly drops: number
  readonly seed?: number
}

/** What became of the messages of all connections, both ways. */
export interface DropsResult {
  readonly delivered: number
  readonly drops: number
  readonly lost: number
  readonly duplicated: number
  readonly outOfOrder: number
  readonly unsettled: number
  /** Told something else than that it arrived. */
  readonly toldWrong: number
  readonly gaps: number
  /** What either side said of the other that no network can be the reason of. */
  readonly errors: number
  readonly seconds: number
}

/** What a broken network may do to messages: nothing. */
export const FAULTLESS = {
  lost: 0,
  duplicated: 0,
  outOfOrder: 0,
  unsettled: 0,
  toldWrong: 0,
  gaps: 0,
  errors: 0,
} satisfies Partial<DropsResult>

const PACE_MS = 3

/** Sends numbered messages both ways over connections that are broken by their progress, each through a proxy of its own. */
export async function runDrops(options: DropsOptions): Promise<DropsResult> {
  const started = performance.now()
  const server = await startLive({
    limits: { maxFramesPerSecond: Infinity, maxPendingLinks: Infinity },
    liveness: { pingMs: 1_000, pongMs: 1_000 },
  })
  const heardUp = new Map<string, number[]>()
  server.sockets.on(
    'steer',
    ({ n }, peer) => void (heardUp.get(peer.id) ?? heardUp.set(peer.id, []).get(peer.id))?.push(n),
  )
  try {
    const runs = await Promise.all(
      Array.from({ length: options.connections }, (_, index) => runOne(index, options, server, heardUp)),
    )
    const sum = (of: (run: Run) => number): number => runs.reduce((total, run) => total + of(run), 0)
    return {
      delivered: sum(({ up, down }) => up.length + down.length),
      drops: sum(({ drops }) => drops),
      lost: sum(({ up, down }) => lostOf(up, options.messages) + lostOf(down, options.messages)),
      duplicated: sum(({ up, down }) => duplicatesOf(up) + duplicatesOf(down)),
      outOfOrder: sum(({ up, down }) => disorderOf(up) + disorderOf(down)),
      unsettled: sum(({ verdicts }) => 2 * options.messages - verdicts.length),
      toldWrong: sum(({ verdicts }) => verdicts.filter(({ state }) => state !== 'acknowledged').length),
      gaps: sum(({ gaps }) => gaps),
      errors: sum(({ errors }) => errors),
      seconds: (performance.now() - started) / 1_000,
    }
  } finally {
    await server.close()
  }
}

interface Run {
  readonly up: readonly number[]
  readonly down: readonly number[]
  readonly verdicts: readonly Verdict[]
  readonly drops: number
  readonly gaps: number
  readonly errors: number
}

async function runOne(
  index: number,
  { transport, path, messages, drops, seed = 1 }: DropsOptions,
  server: LiveServer,
  heardUp: ReadonlyMap<string, readonly number[]>,
): Promise<Run> {
  const proxy = await createChaosProxy({ targetPort: server.port, seed: seed + index })
  const connection = connect(createClient({ baseUrl: proxy.url('http', '') }), {
    url: path,
    transport: transport(),
    messages: contract,
    reconnect: { baseMs: 30, maxMs: 150 },
    // Long enough for a machine that is busy with all of them, or nothing but new tries would be left of it.
    liveness: { pingMs: 300, pongMs: 700 },
  })
  const down: number[] = []
  const verdicts: Verdict[] = []
  let gaps = 0
  let errors = 0
  connection.onError(() => void errors++)
  connection.onGap(() => void gaps++)
  connection.on('position', ({ n }) => void down.push(n))
  await connection.request('safe', index, { deadlineMs: 20_000 })
  const peer = server.peers.get(index)
  if (!peer) throw new Error('the server has not heard who this is')
  const up = (): readonly number[] => heardUp.get(peer.id) ?? []

  const plan = createFaultPlan({ total: 2 * messages, drops, seed: seed * 1_000 + index })
  const faults = breaker(proxy, plan, () => connection.state === 'ready' && proxy.connections.length > 0)
  const sends: Promise<unknown>[] = []
  const keep = (verdict: Promise<Verdict>): void => void sends.push(verdict.then((told) => verdicts.push(told)))
  let next = 0
  await until(
    () => {
      faults.look(up().length + down.length)
      // Sending never stops because a link broke, and never gets so far ahead that a drop would hit an idle one.
      if (next < messages && next < ((faults.done + 2) * messages) / drops) {
        keep(connection.send('steer', { n: next }))
        keep(peer.send('position', { id: 'ever-given', n: next }))
        next++
      }
      return next === messages && verdicts.length === 2 * messages && faults.done === drops
    },
    () => up().length + down.length + verdicts.length,
  )
  connection.close()
  await proxy.close()
  return { up: up(), down, verdicts, drops: faults.done, gaps, errors }
}

function breaker(proxy: ChaosProxy, plan: ReturnType<typeof createFaultPlan>, isUp: () => boolean) {
  let due: ReturnType<typeof plan.progress>
  let done = 0
  return {
    get done() {
      return done
    },
    look(delivered: number): void {
      due ??= plan.progress(delivered)
      if (!due || !isUp()) return
      proxy.fault(due)
      due = undefined
      done++
    },
  }
}

/** Steps until it is done, or nothing has moved for a minute. */
async function until(step: () => boolean, progress: () => number): Promise<void> {
  let last = -1
  let movedAt = performance.now()
  while (!step()) {
    if (progress() !== last) {
      last = progress()
      movedAt = performance.now()
    } else if (performance.now() - movedAt > 60_000) return
    await new Promise((resolve) => setTimeout(resolve, PACE_MS))
  }
}

const lostOf = (heard: readonly number[], sent: number): number => sent - new Set(heard).size
const duplicatesOf = (heard: readonly number[]): number => heard.length - new Set(heard).size
const disorderOf = (heard: readonly number[]): number =>
  heard.filter((n, index) => index > 0 && n < (heard[index - 1] as number)).length
