import type { Table } from '../report.ts'

/** The parts of this benchmark; each can be run alone. */
export const parts: Readonly<Record<string, () => Promise<Table[]>>> = {
  audit: async () => (await import('./audit/audit.ts')).audit(),
  size: async () => (await import('./size.ts')).size(),
  overhead: async () => (await import('./overhead/overhead.ts')).overhead(),
  memory: async () => (await import('./memory/memory.ts')).memory(),
}

/** What GraphQL clients get wrong, weigh, cost and hold. */
export async function graphql(): Promise<Table[]> {
  const tables: Table[] = []
  for (const measure of Object.values(parts)) tables.push(...(await measure()))
  return tables
}
