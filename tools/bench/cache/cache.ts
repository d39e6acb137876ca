import type { Table } from '../report.ts'
import { hit } from './hit/hit.ts'
import { probes } from './probes/tables.ts'
import { size } from './size.ts'

/** What a hit costs, what a cache does where caches go wrong, and what it weighs. */
export async function cache(): Promise<Table[]> {
  return [...(await hit()), ...(await probes()), ...(await size())]
}
