import { runConformance } from './conformance.ts'
import { runLive } from './live.ts'
import type { Report } from './report.ts'
import { runUnitTests } from './unit.ts'

/** Everything a runtime has to pass, by part. `servers` are the URLs of the fault server and the live one. */
export async function runSuite(servers: string): Promise<Record<string, Report>> {
  const [faults = '', live = ''] = servers.split(' ')
  return { unit: await runUnitTests(), conformance: await runConformance(faults), live: await runLive(live) }
}
