import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { browser, queue, server } from '@fairlead/queue'
import { root } from '../paths.ts'
import { type Row, type Table, versionOf } from '../report.ts'
import { chart } from './chart.ts'
import { onClock, pQueueAndCockatiel } from './peers.ts'
import { ours, usual } from './policies.ts'
import { CAPACITY, type Scenario, brownOut, limited, others, overload as loadOf, slowTail } from './scenario.ts'
import {
  type Outcome,
  type Policy,
  type SimulateOptions,
  fairlead,
  jain,
  mean,
  quantile,
  recoverySeconds,
  simulate,
} from './simulate.ts'

const peers = `p-queue ${versionOf('p-queue')} + cockatiel ${versionOf('cockatiel')}`
const all: Readonly<Record<string, Policy>> = { ...ours, ...usual, [peers]: pQueueAndCockatiel }
const coreOnly = 'Fairlead core, budget of 10 %'
const isPreset = (name: string): boolean => name.includes('preset server') || name.includes('gradient2')

/** A policy against a scenario; those that use the platform's timers get virtual ones. */
function run(name: string, scenario: Scenario, options: SimulateOptions = {}): Promise<Outcome> {
  const policy = all[name] as Policy
  if (policy !== pQueueAndCockatiel) return simulate(policy, scenario, options)
  return onClock((adopt) => simulate((clock, model) => (adopt(clock), policy(clock, model)), scenario, options))
}

/** What policies make of a server in trouble, on a virtual clock: our shipped code, and others'. */
export async function tables(): Promise<Table[]> {
  return [await recoveries(), await small(), await steady(), await troubles(), await hedges(), await fairness()]
}

/** How long we look for a recovery. */
const NEVER_S = 60

/** What the chart shows, last what lies on top. */
const COLORS: Readonly<Record<string, string>> = {
  'backoff with full jitter': '#bf3989',
  'AWS retry quota': '#bc4c00',
  [coreOnly]: '#0969da',
  [peers]: '#8250df',
  'Fairlead, preset server': '#1a7f37',
}

/** The first outcome of a brown-out, and the slowest recovery of all seeds. */
async function recover(name: string, clients = 1): Promise<{ readonly found: Outcome; readonly slowestS: number }> {
  const found = await run(name, brownOut, { clients })
  let slowestS = recoverySeconds(found, brownOut)
  for (const seed of [2, 3])
    slowestS = Math.max(slowestS, recoverySeconds(await run(name, brownOut, { clients, seed }), brownOut))
  return { found, slowestS: Math.min(slowestS, NEVER_S) }
}

async function recoveries(): Promise<Table> {
  const rows: Row[] = []
  const perSecond = new Map<string, Outcome['perSecond']>()
  for (const name of Object.keys(all)) {
    const { found, slowestS } = await recover(name)
    rows.push({
      name,
      value: slowestS,
      columns: { ...columnsOf(found), 'good at the end / C': mean(found, 80) / CAPACITY },
      ...(isPreset(name) && { limit: 10 }),
    })
    perSecond.set(name, found.perSecond)
  }
  const lines = Object.entries(COLORS).map(([name, color]) => ({ name, color, perSecond: perSecond.get(name) ?? [] }))
  mkdirSync(join(root, 'docs/assets'), { recursive: true })
  writeFileSync(join(root, 'docs/assets/overload.svg'), chart(lines, [30, 40], CAPACITY))
  return {
    title: 'Overload: ten seconds with a tenth of the server, at 80 % load; time to recover',
    unit: 's',
    rows,
    notes: [
      'Recovered: three seconds in a row with 90 % of the successes from before; the slowest of three seeds. 60: not at all.',
      'p-queue lets a hundred out at once, which fits this server, as if it were known; what waits has no bound.',
      'All rows but the last run on our core, so that only the policy differs. A hundred seconds, one client.',
    ],
  }
}

async function small(): Promise<Table> {
  const rows: Row[] = []
  for (const name of Object.keys(all)) {
    const { found, slowestS } = await recover(name, 200)
    const limit = name.includes('browser') ? { limit: 10 } : {}
    rows.push({ name, value: slowestS, columns: columnsOf(found), ...limit })
  }
  return { title: 'Overload: the same with two hundred clients that know nothing of each other', unit: 's', rows }
}

async function steady(): Promise<Table> {
  const rows: Row[] = []
  for (const name of Object.keys(all)) {
    const columns: Record<string, number> = {}
    let lost = 0
    for (const load of [1.1, 2, 3]) {
      const found = await run(name, loadOf(load))
      const good = mean(found, 30) / CAPACITY
      columns[`goodput at ${load}×`] = good
      lost = 1 - good
      columns['tries per call at 3×'] = found.sent / found.offered
      columns['p50 ms at 3×'] = Math.round(quantile(found, 0.5))
    }
    rows.push({ name, value: lost, columns, ...(isPreset(name) && { limit: 0.05 }) })
  }
  return {
    title: 'Overload: more than the server can do, for a minute; capacity lost at 3×',
    unit: 'of capacity',
    rows,
  }
}

async function troubles(): Promise<Table> {
  const rows: Row[] = []
  for (const scenario of [...others, limited])
    for (const name of ['Fairlead, preset server', coreOnly, 'backoff with full jitter', peers]) {
      const found = await run(name, scenario, { isLimited: scenario === limited })
      rows.push({
        name: `${scenario.name}: ${name}`,
        value: found.sent / found.offered,
        columns: { 'good / offered': found.latencies.length / found.offered, ...columnsOf(found) },
        ...(name.startsWith('Fairlead') && { limit: 1.2 }),
      })
    }
  return { title: 'Overload: other troubles; tries that reached the server, per call', unit: '× calls', rows }
}

async function hedges(): Promise<Table> {
  const without = await simulate(
    fairlead(() => ({ plugins: [queue({})] })),
    slowTail,
  )
  const hedged = await simulate(
    fairlead(() => ({ plugins: [queue({ hedge: true })] })),
    slowTail,
  )
  const row = (name: string, found: Outcome, limit?: number): Row => ({
    name,
    value: (found.sent - without.sent) / found.offered,
    columns: { 'p50 ms': quantile(found, 0.5), 'p95 ms': quantile(found, 0.95), 'p99 ms': quantile(found, 0.99) },
    ...(limit !== undefined && { limit }),
  })
  return {
    title: 'Hedging: one call in thirty takes twenty times as long; extra load',
    unit: 'of calls',
    rows: [row('Fairlead, hedge: true', hedged, 0.05), row('Fairlead, no hedge', without)],
  }
}

async function fairness(): Promise<Table> {
  const keys = ['a', 'b', 'c', 'd', 'e']
  // One of five asks for more than half of everything.
  const keyOf = (random: number): string => keys[random < 0.6 ? 0 : 1 + Math.floor((random - 0.6) * 10)] as string
  const rows: Row[] = []
  for (const [name, options] of Object.entries({ server, browser })) {
    const found = await simulate(
      fairlead(() => ({ plugins: [queue({ ...options, breaker: false })] })),
      loadOf(2.5),
      { keyOf },
    )
    const shares = keys.map((key) => found.byKey[key] ?? 0)
    rows.push({
      name: `Fairlead, preset ${name}: a key that floods beside four others`,
      value: 1 - jain(shares),
      columns: Object.fromEntries(keys.map((key, i) => [key, shares[i] as number])),
      limit: 0.05,
    })
  }
  return { title: 'Fairness at 2.5× load: what is missing to equal shares (1 - Jain)', unit: '', rows }
}

function columnsOf(found: Outcome): Record<string, number> {
  return {
    successes: found.latencies.length,
    'tries per call': found.sent / found.offered,
    'p50 ms': Math.round(quantile(found, 0.5)),
    'p99 ms': Math.round(quantile(found, 0.99)),
  }
}
