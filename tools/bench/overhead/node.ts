import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Table } from '../report.ts'
import { cases } from './cases.ts'
import type { Measured } from './measure.ts'
import { repetitions, rowsOf } from './table.ts'

/** CPU time of one call in Node, × a bare stub `fetch` and its `json()`. */
export async function overhead(): Promise<Table[]> {
  const runs = new Map(cases.map((each) => [each, [] as Measured[]]))
  // All cases once, then all again: a slow minute of the machine falls on every case.
  for (let i = 0; i < repetitions; i++) for (const [each, found] of runs) found.push(measureAlone(each.name))
  return [
    {
      title: `Overhead in Node ${process.versions.node}: CPU time of a call, × a bare stub fetch and json()`,
      unit: '× bare',
      rows: rowsOf(cases, runs, 'node'),
      notes: [
        `Median of ${repetitions} processes; in each the 25th percentile of 40 rounds, in turns with the bare call.`,
      ],
    },
  ]
}

function measureAlone(name: string): Measured {
  const args = ['--conditions=@fairlead/source', join(import.meta.dirname, 'one-case.ts'), name]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name} failed:\n${stderr}`)
  return JSON.parse(stdout) as Measured
}
