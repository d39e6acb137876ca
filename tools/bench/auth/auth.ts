import type { Table } from '../report.ts'
import { overhead } from './overhead/overhead.ts'
import { size } from './size.ts'
import { storm } from './storm/storm.ts'

/** What a session does under a storm of calls, what it adds to a call, and what it weighs. */
export async function auth(): Promise<Table[]> {
  return [...(await storm()), ...(await overhead()), ...(await size())]
}
