import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLedger } from './ledger.ts'
import { steps } from './program-steps.ts'

/** What came of some lives of a program. */
export interface Outcome {
  /** Lives that ended by SIGKILL, by the step or `at random`. */
  readonly kills: ReadonlyMap<string, number>
  /** Writes that were said to be stored. */
  readonly stored: number
  /** Numbers of writes that were stored and never done. */
  readonly lost: readonly number[]
  /** Numbers of writes that were done more than once. */
  readonly twice: readonly number[]
}

/**
 * Lets a program live and die over one file until it was killed `kills` times, then once more in peace. Each life makes two
 * writes and sends what the ones before have left.
 */
export async function live(kills: number, random: () => number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-crash-'))
  const ledger = await startLedger(random)
  const stored = new Set<number>()
  const killed = new Map<string, number>()
  let n = 0
  let count = 0

  async function run(...parameters: string[]): Promise<boolean> {
    const child = spawn(
      process.execPath,
      ['--conditions=@fairlead/source', '--no-warnings', program, ledger.url, join(folder, 'outbox.db'), ...parameters],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') } },
    )
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    const timer = parameters.length > 1 ? undefined : setTimeout(() => child.kill('SIGKILL'), 120 + random() * 250)
    const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)))
    clearTimeout(timer)
    for (const line of printed.split('\n').filter(Boolean)) stored.add(Number(line))
    return signal === 'SIGKILL'
  }

  try {
    // A program that is killed leaves no compiled code to the next.
    await run('', 'never')
    while (count < kills) {
      const step = random() < 0.15 ? undefined : steps[Math.floor(random() * steps.length)]
      const writes = `${++n},${++n}`
      const isKilled = step ? await run(writes, step, String(1 + Math.floor(random() * 3))) : await run(writes)
      if (!isKilled) continue
      count++
      const name = step ?? 'at random'
      killed.set(name, (killed.get(name) ?? 0) + 1)
    }
    await run('', 'never')
    const applied = ledger.applied()
    return {
      kills: killed,
      stored: stored.size,
      lost: [...stored].filter((number) => !applied.has(number)),
      twice: [...applied].filter(([, times]) => times > 1).map(([number]) => number),
    }
  } finally {
    await ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const program = join(import.meta.dirname, 'program.ts')
