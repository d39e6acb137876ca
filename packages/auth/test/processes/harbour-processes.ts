import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type SharingProcesses, startSharing } from './sharing-processes.ts'

/** Processes that share one token file. */
export interface HarbourProcesses extends SharingProcesses {
  readonly path: string
  readonly count: number
  /** Kills the process that holds the lock of the refresh; its number. */
  killHolder(): number
}

/** Starts them; they do not outlive the test. */
export async function harbourProcesses(count: number): Promise<HarbourProcesses> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-processes-'))
  const path = join(folder, 'tokens.json')
  // The last to be registered is the first to be called.
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const processes = await startSharing(join(import.meta.dirname, 'program.ts'), count, () => [path])
  return {
    ...processes,
    path,
    count,
    killHolder() {
      const lock = readdirSync(folder).find((name) => /^tokens\.json\.\w+\.lock$/.test(name)) ?? ''
      const { pid } = JSON.parse(readFileSync(join(folder, lock), 'utf8')) as { readonly pid: number }
      const index = processes.children.findIndex((child) => child.pid === pid)
      processes.kill(index)
      return index
    },
  }
}
