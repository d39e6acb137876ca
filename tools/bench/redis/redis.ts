import type { Table } from '../report.ts'

/** The parts of this benchmark; each can be run alone. */
export const parts: Readonly<Record<string, () => Promise<Table[]>>> = {
  limits: async () => (await import('./limits.ts')).limits(),
  cache: async () => (await import('./cache.ts')).cache(),
}

/** What a fleet shares, and what that costs of Redis. */
export async function redis(): Promise<Table[]> {
  const tables: Table[] = []
  for (const measure of Object.values(parts)) tables.push(...(await measure()))
  return tables
}
