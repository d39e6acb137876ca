import { runConformance } from './conformance.ts'
import type { Report } from './report.ts'
import { runUnitTests } from './unit.ts'

/** Everything a runtime has to pass, by part. */
export async function runSuite(serverUrl: string): Promise<Record<string, Report>> {
  return { unit: await runUnitTests(), conformance: await runConformance(serverUrl) }
}
