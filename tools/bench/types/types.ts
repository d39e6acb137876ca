import { type Row, type Table, versionOf } from '../report.ts'
import { type Diagnostics, check, compilerVersion, install, writeProgram } from './compile.ts'
import { type Failures, fairlead } from './fairlead.ts'
import { peers } from './peers.ts'

const limits: Readonly<Record<Failures, Readonly<Record<number, number>>>> = {
  exact: { 200: 100_000, 1000: 480_000 },
  ranges: { 200: 120_000, 1000: 560_000 },
}

/** What contracts cost the compiler: type instantiations, which are exact and the same on every machine. */
export async function types(): Promise<Table[]> {
  install('core')
  return [200, 1000].map((endpoints) => {
    const ours = (failures: Failures): Row => {
      const diagnostics = check(writeProgram(`fairlead-${failures}-${endpoints}`, fairlead(endpoints, failures)))
      const limit = limits[failures][endpoints]
      const name = failures === 'exact' ? 'Fairlead' : `Fairlead, '4XX' and default`
      return rowOf(name, diagnostics, endpoints, limit)
    }
    const others = peers.map(({ name, packageName, program }) => {
      const diagnostics = check(writeProgram(`${name}-${endpoints}`, program(endpoints)))
      return rowOf(`${name} ${versionOf(packageName)}`, diagnostics, endpoints)
    })
    return {
      title: `Types: ${endpoints} endpoints, each called and its errors read; zod, four plugins, TypeScript ${compilerVersion}`,
      unit: 'instantiations',
      rows: withRatios([ours('exact'), ours('ranges'), ...others]),
      notes: ['openapi-fetch has generated types instead of zod schemas: it validates nothing.'],
    }
  })
}

export function rowOf(name: string, diagnostics: Diagnostics, endpoints: number, limit?: number): Row {
  const { instantiations, types: created, checkSeconds, memoryMb } = diagnostics
  const columns = { 'per endpoint': instantiations / endpoints, types: created, 'check s': checkSeconds, MB: memoryMb }
  return { name, value: instantiations, columns, ...(limit !== undefined && { limit }) }
}

export function withRatios(rows: readonly Row[]): Row[] {
  const reference = rows[0]?.value ?? 1
  return rows.map((row) => ({ ...row, columns: { '× ours': row.value / reference, ...row.columns } }))
}
