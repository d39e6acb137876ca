import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Measured } from '../../overhead/measure.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import { cases } from './cases.ts'

/** How often each case is measured, each time in a fresh process. */
const repetitions = 9

/** CPU time of a call with a valid token, × the same client without one. */
export async function overhead(): Promise<Table[]> {
  const runs = new Map(cases.map(({ name }) => [name, [] as Measured[]]))
  // All cases once, then all again: a slow minute of the machine falls on every case.
  for (let i = 0; i < repetitions; i++) for (const [name, found] of runs) found.push(measureAlone(name))
  const rows = cases.flatMap(({ name, packageName, without }): Row[] => {
    if (without === undefined) return []
    const shown = packageName === undefined ? name : `${name} ${versionOf(packageName)}`
    return [{ name: shown, ...compared(runs.get(name) ?? [], runs.get(without) ?? []) }]
  })
  return [
    {
      title: `Auth, overhead in Node ${process.versions.node}: CPU time of a call with a valid token`,
      unit: '× without',
      rows,
      notes: [
        'Each client in a process of its own, in turns with a bare stub fetch and json(); what is compared is × bare.',
        `25th percentile of 40 rounds and of ${repetitions} processes. \`µs added\`: at the bare call's speed.`,
      ],
    },
  ]
}

function compared(withToken: readonly Measured[], without: readonly Measured[]): Pick<Row, 'value' | 'columns'> {
  const ratios = withToken.map(timesBare)
  const plain = without.map(timesBare)
  const bareUs = quarter([...withToken, ...without].map((run) => run.bareUs))
  const against = ratios.map((ratio, i) => ratio / (plain[i] ?? Number.NaN))
  return {
    value: round(quarter(ratios) / quarter(plain)),
    columns: {
      from: round(Math.min(...against)),
      to: round(Math.max(...against)),
      'µs added': round((quarter(ratios) - quarter(plain)) * bareUs),
      '× bare': round(quarter(ratios)),
      '× bare, without': round(quarter(plain)),
    },
  }
}

function timesBare({ us, bareUs }: Measured): number {
  return us / bareUs
}

function quarter(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN
}

function measureAlone(name: string): Measured {
  const args = ['--conditions=@fairlead/source', join(import.meta.dirname, 'one-case.ts'), name]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name} failed:\n${stderr}`)
  return JSON.parse(stdout) as Measured
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
