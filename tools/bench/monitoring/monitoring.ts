import type { Table } from '../report.ts'

/** The parts of this benchmark; each can be run alone. */
export const parts: Readonly<Record<string, () => Promise<Table[]>>> = {
  size: async () => (await import('./size.ts')).size(),
  memory: async () => (await import('./memory/memory.ts')).memory(),
  overhead: async () => (await import('./overhead/overhead.ts')).overhead(),
}

/** What watching over calls weighs, holds and costs. */
export async function monitoring(): Promise<Table[]> {
  const tables: Table[] = []
  for (const measure of Object.values(parts)) tables.push(...(await measure()))
  return tables
}
