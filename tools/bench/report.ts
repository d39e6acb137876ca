import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { here, resultsFolder } from './paths.ts'

/** One line of a table: a number, and the most it may be where there is a target. */
export interface Row {
  readonly name: string
  readonly value: number
  /** In the unit of the value. */
  readonly limit?: number
  /** Further columns, by the heading they stand under. */
  readonly columns?: Readonly<Record<string, string | number>>
}

/** What one benchmark found. */
export interface Table {
  readonly title: string
  /** Heading of the value, with its unit. */
  readonly unit: string
  readonly rows: readonly Row[]
  /** What a reader must know to judge the numbers. */
  readonly notes?: readonly string[]
}

/** Whether a row keeps its limit; undefined where it has none. */
export function isMet({ value, limit }: Row): boolean | undefined {
  return limit === undefined ? undefined : value <= limit
}

/** Prints a table. The mark at the end of a line says whether its target is met. */
export function print({ title, unit, rows, notes = [] }: Table): void {
  const headings = [...new Set(rows.flatMap(({ columns = {} }) => Object.keys(columns)))]
  const lines = rows.map((row) => [
    row.name,
    format(row.value),
    ...headings.map((heading) => format(row.columns?.[heading] ?? '')),
    row.limit === undefined ? '' : `≤ ${format(row.limit)}`,
    { true: '✓ met', false: '✗ missed', undefined: '' }[`${isMet(row)}`],
  ])
  const all = [['', unit, ...headings, 'target', ''], ...lines]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? []
  console.log(`\n${title}`)
  for (const line of all) {
    const cells = line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    console.log(`  ${cells.join('  ').trimEnd()}`)
  }
  for (const note of notes) console.log(`  ${note}`)
}

/** Writes what a benchmark found to `results/<name>.json`, with what it was measured on. */
export function save(name: string, tables: readonly Table[]): void {
  const { platform, arch, version } = process
  const machine = { platform, arch, node: version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length }
  const found = { measuredAt: new Date().toISOString(), machine, tables }
  writeFileSync(join(resultsFolder(), `${name}.json`), `${JSON.stringify(found, null, 2)}\n`)
}

/** The installed version of a peer. */
export function versionOf(packageName: string): string {
  const manifest = join(here, 'node_modules', packageName, 'package.json')
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}

function format(cell: string | number): string {
  return typeof cell === 'string' ? cell : cell.toLocaleString('en', { maximumFractionDigits: 2 })
}
