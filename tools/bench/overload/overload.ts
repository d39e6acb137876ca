import { join } from 'node:path'
import { runAlone } from '../cache/processes.ts'
import type { Table } from '../report.ts'

/** What policies make of a server in trouble. In a process of its own, whose clock is a virtual one. */
export function overload(): Promise<Table[]> {
  return runAlone<Table[]>(join(import.meta.dirname, 'alone.ts'), [])
}
