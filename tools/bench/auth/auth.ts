import type { Table } from '../report.ts'
import { size } from './size.ts'

/** What a session does under a storm of calls, what it adds to a call, and what it weighs. */
export async function auth(): Promise<Table[]> {
  return await size()
}
