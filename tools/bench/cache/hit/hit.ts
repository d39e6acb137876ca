import { join } from 'node:path'
import type { Measured } from '../../overhead/measure.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import { runAlone } from '../processes.ts'
import { type Origin, startOrigin } from '../server.ts'
import { type Case, cases } from './cases.ts'

/** What one process found: in CPU time and by the clock. */
interface Found {
  readonly cpu: Measured
  readonly clock: Measured
}

/** How often each case is measured, each time in a fresh process. */
const repetitions = 5

/** What an answer costs that is in the cache already. */
export async function hit(): Promise<Table[]> {
  const origin = await startOrigin()
  const runs = new Map(cases.map((each) => [each, [] as Found[]]))
  // All cases once, then all again: a slow minute of the machine falls on every case.
  for (let i = 0; i < repetitions; i++) {
    for (const [each, found] of runs) found.push(await measureAlone(origin, each, `/hit/${i}/${cases.indexOf(each)}`))
  }
  origin.close()
  return [
    {
      title: `Cache, a hit in Node ${process.versions.node}: CPU time of 2 KiB of JSON from memory to its value`,
      unit: '× floor',
      rows: cases.map((each) => rowOf(each, runs.get(each) ?? [])),
      notes: [
        'Floor: `new Response(bytes, { headers })` and `json()`, in turns with the hit. Each client in a process of its own.',
        `25th percentile of 40 rounds, the best of ${repetitions} processes over the best floor of the same; \`from\`, \`to\`: of one process.`,
      ],
    },
  ]
}

function rowOf({ name, packageName, limit }: Case, found: readonly Found[]): Row {
  const cpu = found.map((each) => each.cpu)
  const clock = best(found.map((each) => each.clock))
  const ratios = cpu.map(ratioOf)
  return {
    name: packageName === undefined ? name : `${name} ${versionOf(packageName)}`,
    value: round(ratioOf(best(cpu))),
    columns: {
      from: round(Math.min(...ratios)),
      to: round(Math.max(...ratios)),
      '× by the clock': round(ratioOf(clock)),
      µs: round(clock.us),
      'µs floor': round(clock.bareUs),
    },
    ...(limit !== undefined && { limit }),
  }
}

/** What the machine can do when nobody disturbs it: the least of each. */
function best(found: readonly Measured[]): Measured {
  return {
    us: Math.min(...found.map(({ us }) => us)),
    bareUs: Math.min(...found.map(({ bareUs }) => bareUs)),
  }
}

async function measureAlone(origin: Origin, { name, isUncached }: Case, path: string): Promise<Found> {
  const url = `${origin.url}${path}?cc=max-age%3D3600`
  const found = await runAlone<Found>(join(import.meta.dirname, 'one-case.ts'), [name, url])
  // One for the floor, one for the client; a peer may need a second until its store has written.
  if (isUncached !== true && origin.gets(path) > 3)
    throw new Error(`${name} went to the server ${origin.gets(path)} times.`)
  return found
}

function ratioOf({ us, bareUs }: Measured): number {
  return us / bareUs
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
