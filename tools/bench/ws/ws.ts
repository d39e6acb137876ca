import type { Table } from '../report.ts'

/** The parts of this benchmark; each can be run alone. */
export const parts: Readonly<Record<string, () => Promise<Table[]>>> = {
  throughput: async () => (await import('./throughput/throughput.ts')).throughput(),
  drops: async () => (await import('./drops/drops.ts')).drops(),
  'half-open': async () => (await import('./half-open.ts')).halfOpen(),
  storms: async () => (await import('./storms.ts')).storms(),
  idle: async () => (await import('./idle/idle.ts')).idle(),
  size: async () => (await import('./size.ts')).size(),
}

/** What live connections cost and lose. */
export async function ws(): Promise<Table[]> {
  const tables: Table[] = []
  for (const measure of Object.values(parts)) tables.push(...(await measure()))
  return tables
}
