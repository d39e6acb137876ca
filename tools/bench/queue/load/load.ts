import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import { type Case, abortable, fifo, prioritised } from './cases.ts'
import type { Load } from './one-load.ts'

type Kind = 'fifo' | 'prioritised' | 'abortable'

/** What one case did with so many that wait; undefined where they were too many. */
type Loads = ReadonlyMap<number, Load | undefined>

const QUEUED = [1_000, 10_000, 100_000, 1_000_000] as const
const ABORTED = [1_000, 10_000, 50_000] as const
/** The size that is judged. */
const JUDGED = 100_000
/** How often each is measured, each time in a fresh process; the least counts. */
const REPETITIONS = 3
/** Aims: bytes held by one that waits, and how much cheaper than p-queue an abort is. */
const MAX_BYTES = 300
const ABORTS_CHEAPER = 20

/** What a queue costs for each piece of work, however many wait. */
export async function load(): Promise<Table[]> {
  const first = await measureAll('fifo', fifo, QUEUED)
  const classes = await measureAll('prioritised', prioritised, QUEUED)
  const aborts = await measureAll('abortable', abortable, ABORTED)
  const plain = at(first, 'p-limit', JUDGED).cpuUs
  const abortUs = at(aborts, 'p-queue', 50_000).wallUs
  const notes = [
    'Ten run and do not end until all others wait; then all are run. Work that does nothing, its promises kept.',
    `CPU time, additions and runs, the least of ${REPETITIONS} processes; 1k is what the compiler takes to warm up.`,
  ]
  return [
    {
      title: 'Queue, ten priority classes at random: CPU time of one that waits and runs',
      unit: 'µs at 100k',
      rows: [
        ...prioritised.map((each) => timeRow(each, classes, each.name === 'Fairlead' ? plain : undefined)),
        flatRow(classes),
      ],
      notes: [...notes, "Aim: p-limit's time without priorities, below. Of the peers the others know no priorities."],
    },
    {
      title: 'Queue, first in, first out: CPU time of one that waits and runs',
      unit: 'µs at 100k',
      rows: fifo.map((each) => timeRow(each, first, each.name === 'Fairlead' ? plain : undefined)),
      notes: fifo.flatMap(({ name, why }) => (why ? [`${name}: ${why}.`] : [])),
    },
    {
      title: 'Queue, memory: bytes of one that waits, its promise included',
      unit: 'B at 100k',
      rows: [
        byteRow('Fairlead, ten classes', classes.get('Fairlead'), MAX_BYTES),
        ...fifo.map((each) => byteRow(nameOf(each), first.get(each.name))),
      ],
    },
    {
      title: 'Queue, aborts: time of one of so many that wait, each with a signal of its own, in random order',
      unit: 'µs at 50k',
      rows: abortable.map((each) => ({
        name: nameOf(each),
        value: round(at(aborts, each.name, 50_000).wallUs),
        columns: {
          '1k': round(at(aborts, each.name, 1_000).wallUs),
          '10k': round(at(aborts, each.name, 10_000).wallUs),
          'all 50k, ms': Math.round(at(aborts, each.name, 50_000).wallUs * 50),
        },
        ...(each.name === 'Fairlead' && { limit: round(abortUs / ABORTS_CHEAPER) }),
      })),
      notes: [
        'By the clock, from the first abort to the last rejection; the reason is made before.',
        "Most of ours is the typed error that each gets; p-queue rejects with the signal's reason.",
      ],
    },
  ]
}

async function measureAll(
  kind: Kind,
  cases: readonly Case[],
  sizes: readonly number[],
): Promise<ReadonlyMap<string, Loads>> {
  const found = new Map<string, Loads>()
  for (const { name, most } of cases) {
    const loads = new Map<number, Load | undefined>()
    for (const size of sizes) loads.set(size, size > most ? undefined : await leastOf(kind, name, size))
    found.set(name, loads)
  }
  return found
}

async function leastOf(kind: Kind, name: string, size: number): Promise<Load> {
  const loads: Load[] = []
  for (let i = 0; i < REPETITIONS; i++)
    loads.push(await runAlone<Load>(join(import.meta.dirname, 'one-load.ts'), [kind, name, `${size}`]))
  const least = (of: (load: Load) => number): number => Math.min(...loads.map(of))
  return {
    cpuUs: least(({ cpuUs }) => cpuUs),
    wallUs: least(({ wallUs }) => wallUs),
    bytes: least(({ bytes }) => bytes),
  }
}

function at(found: ReadonlyMap<string, Loads>, name: string, size: number): Load {
  return found.get(name)?.get(size) ?? { cpuUs: Number.NaN, wallUs: Number.NaN, bytes: Number.NaN }
}

function timeRow(each: Case, found: ReadonlyMap<string, Loads>, limit?: number): Row {
  const loads = found.get(each.name)
  const { cpuUs, wallUs } = at(found, each.name, Math.min(JUDGED, each.most))
  const us = (size: number): number | string => (loads?.get(size) ? round(loads.get(size)?.cpuUs ?? 0) : '–')
  return {
    name: nameOf(each) + (each.most < JUDGED ? `, at ${each.most.toLocaleString('en')}` : ''),
    value: round(cpuUs),
    columns: {
      '1k': us(1_000),
      '10k': us(10_000),
      '1M': us(1_000_000),
      'by the clock': round(wallUs),
      '× ours': round(cpuUs / at(found, 'Fairlead', Math.min(JUDGED, each.most)).cpuUs),
    },
    ...(limit !== undefined && { limit: round(limit) }),
  }
}

/** Whether a million cost more each than ten thousand do. */
function flatRow(found: ReadonlyMap<string, Loads>): Row {
  const times = at(found, 'Fairlead', 1_000_000).cpuUs / at(found, 'Fairlead', 10_000).cpuUs
  return { name: 'Fairlead, 1M as a multiple of 10k', value: round(times), limit: 1.25 }
}

function byteRow(name: string, loads: Loads | undefined, limit?: number): Row {
  const bytes = (size: number): number | string => (loads?.get(size) ? Math.round(loads.get(size)?.bytes ?? 0) : '–')
  const largest = [...(loads ?? [])].findLast(([size, found]) => found && size <= JUDGED)?.[0] ?? 0
  return {
    name,
    value: Number(bytes(largest)),
    columns: { '1k': bytes(1_000), '10k': bytes(10_000), '1M': bytes(1_000_000) },
    ...(limit !== undefined && { limit }),
  }
}

function nameOf({ name, packageName }: Case): string {
  return packageName === undefined ? name : name.replace(packageName, `${packageName} ${versionOf(packageName)}`)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
