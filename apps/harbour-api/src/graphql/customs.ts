import { setTimeout as pause } from 'node:timers/promises'
import type { CustomsFault } from '../contract/fault.ts'
import type { CargoRow, Papers } from '../database/papers.ts'
import { type Asker, refusal } from './context.ts'

/** How long it takes to be told, and how long to find that nobody answers. */
const WORK_MS: Readonly<Record<CustomsFault, number>> = { well: 900, slow: 4_000, failing: 900 }

/** What the customs office knows of a vessel's cargo. @throws GraphQLError `CUSTOMS_UNAVAILABLE` */
export async function askCustoms(papers: Papers, vesselId: string, { customs, signal }: Asker): Promise<CargoRow[]> {
  await pause(WORK_MS[customs], undefined, { signal })
  if (customs === 'failing') throw refusal('CUSTOMS_UNAVAILABLE', 'The customs office does not answer.')
  return papers.cargo(vesselId)
}
