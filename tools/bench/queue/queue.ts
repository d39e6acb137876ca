import type { Table } from '../report.ts'
import { load } from './load/load.ts'
import { overhead } from './overhead/overhead.ts'
import { size } from './size.ts'

/** What waiting costs, what a policy adds to a call, and what they weigh. */
export async function queue(): Promise<Table[]> {
  return [...(await load()), ...(await overhead()), ...(await size())]
}
