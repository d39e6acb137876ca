import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A path for a token file in a folder that is not there yet; all of it is removed after the test. */
export function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-coordinator-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'made', 'tokens.json')
}

/** Starts one of the programs beside this file; it does not outlive the test. */
export function start(program: 'hold' | 'listen', ...args: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, 'programs', `${program}.ts`)
  const child = spawn(process.execPath, ['--conditions=@fairlead/source', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Starts a program that takes a lock, and waits until it has it. */
export async function startHolder(...args: readonly string[]): Promise<ChildProcess> {
  const child = start('hold', ...args)
  if (child.stdout) await once(child.stdout, 'data')
  return child
}
