import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { browser, queue, server } from '@fairlead/queue'
import { root } from '../paths.ts'
import { type Row, type Table, versionOf } from '../report.ts'
import { type Line, chart } from './chart.ts'
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

const COLORS = ['#8c959f', '#bf3989', '#bc4c00', '#0969da', '#1a7f37', '#8250df']

async function recoveries(): Promise<Table> {
  const rows: Row[] = []
  const lines: Line[] = []
  for (const name of Object.keys(all)) {
    const found = await run(name, brownOut)
    rows.push({
      name,
      value: Math.min(recoverySeconds(found, brownOut), NEVER_S),
      columns: { ...columnsOf(found), 'good at the end / C': mean(found, 80) / CAPACITY },
      ...(isPreset(name) && { limit: 10 }),
    })
    const isDrawn = !/browser|no retry|core alone|gradient/.test(name)
    if (isDrawn) lines.push({ name, perSecond: found.perSecond, color: COLORS[lines.length] ?? '#000' })
  }
  mkdirSync(join(root, 'docs/assets'), { recursive: true })
  writeFileSync(join(root, 'docs/assets/overload.svg'), chart(lines, [30, 40], CAPACITY))
  return {
    title: 'Overload: ten seconds with a tenth of the server, at 80 % load; time to recover',
    unit: 's',
    rows,
    notes: [
      'Recovered: three seconds in a row with 90 % of the successes from before. 60: not at all in the minute that was looked at.',
      'All rows but the last run on our core, so that only the policy differs. A hundred seconds, one client.',
    ],
  }
}

async function small(): Promise<Table> {
  const rows: Row[] = []
  for (const name of [
    'Fairlead core alone',
    'Fairlead, preset browser',
    'Fairlead, preset server',
    'backoff with full jitter',
  ]) {
    const found = await run(name, brownOut, { clients: 200 })
    const limit = name.includes('browser') ? { limit: 10 } : {}
    rows.push({ name, value: Math.min(recoverySeconds(found, brownOut), NEVER_S), columns: columnsOf(found), ...limit })
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
    for (const name of ['Fairlead, preset server', 'Fairlead core alone', 'backoff with full jitter', peers]) {
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
