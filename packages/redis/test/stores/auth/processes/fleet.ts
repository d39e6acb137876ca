import { join } from 'node:path'
import { type SharingProcesses, startSharing } from '../../../../../auth/test/processes/sharing-processes.ts'

/** The kinds of client of the processes, in turn. */
const KINDS = ['node-redis', 'ioredis', 'one with eval alone']

/** Starts processes that share tokens through a Redis; they do not outlive the test. */
export function startFleet(url: string, count = 4): Promise<SharingProcesses> {
  const namespace = crypto.randomUUID()
  const program = join(import.meta.dirname, 'program.ts')
  return startSharing(program, count, (index) => [url, namespace, KINDS[index % KINDS.length] ?? ''])
}
