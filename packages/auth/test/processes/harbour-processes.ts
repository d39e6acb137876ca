import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningAuthority, startAuthority } from '@fairlead/testing/authority'
import { expect, onTestFinished } from 'vitest'
import type { Answer, Work } from './program.ts'

/** Processes that share one token file, signed in at a strict authority. */
export interface HarbourProcesses {
  readonly authority: RunningAuthority
  readonly path: string
  readonly count: number
  run(index: number, work: Work): Promise<unknown>
  /** Runs in all at once; undefined for one that was killed meanwhile. */
  runInAll(work: Work): Promise<unknown[]>
  /** Kills the process that holds the lock of the refresh; its number. */
  killHolder(): number
}

/** Starts them; they do not outlive the test. */
export async function harbourProcesses(count: number): Promise<HarbourProcesses> {
  const authority = await startAuthority()
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-processes-'))
  const path = join(folder, 'tokens.json')
  const children = await Promise.all(Array.from({ length: count }, () => start(authority.origin, path)))
  onTestFinished(async () => {
    await Promise.all(children.map(stop))
    await authority.close()
    rmSync(folder, { recursive: true })
  })
  const run = (index: number, work: Work): Promise<unknown> => ask(children[index], work)
  expect(await run(0, 'signIn')).toBe('authenticated')
  const processes: HarbourProcesses = {
    authority,
    path,
    count,
    run,
    async runInAll(work) {
      const ends = await Promise.allSettled(children.map((child) => ask(child, work)))
      return ends.map((end) => {
        if (end.status === 'rejected') throw end.reason
        return end.value
      })
    },
    killHolder() {
      const lock = readdirSync(folder).find((name) => /^tokens\.json\.\w+\.lock$/.test(name)) ?? ''
      const { pid } = JSON.parse(readFileSync(join(folder, lock), 'utf8')) as { readonly pid: number }
      const index = children.findIndex((child) => child.pid === pid)
      children[index]?.kill('SIGKILL')
      return index
    },
  }
  await settled(processes)
  return processes
}

async function start(origin: string, path: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'program.ts'), [origin, path], {
    execArgv: ['--conditions=@fairlead/source'],
  })
  await once(child, 'message')
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** One message and its answer. */
async function ask(child: ChildProcess | undefined, work: Work): Promise<unknown> {
  const ended = new AbortController()
  const { signal } = ended
  try {
    const answered = once(child as ChildProcess, 'message', { signal })
    const killed = once(child as ChildProcess, 'exit', { signal })
    child?.send(work)
    const [answer] = (await Promise.race([answered, killed.then(() => [{ value: undefined }])])) as [Answer]
    if ('error' in answer) throw new Error(answer.error)
    return answer.value
  } finally {
    ended.abort()
  }
}

/** Waits until all processes hold the same token. */
export async function settled({ runInAll }: HarbourProcesses): Promise<void> {
  await expect.poll(async () => new Set(await runInAll('version')).size, { timeout: 5_000, interval: 10 }).toBe(1)
}

const WAYS: readonly Work[] = ['call', 'callAnew', 'callAfterSleep']

/** What many runs came to. */
export interface Storm {
  readonly runs: number
  readonly lostSessions: number
  /** Of each run. */
  readonly tokenCalls: readonly number[]
}

/** All processes find at the same moment that their token is no good, again and again. */
export async function storm(processes: HarbourProcesses, runs: number): Promise<Storm> {
  const { authority, runInAll } = processes
  const tokenCalls: number[] = []
  let lostSessions = 0
  for (let run = 0; run < runs; run++) {
    const before = authority.counts.token
    const way = WAYS[run % WAYS.length] ?? 'call'
    if (way !== 'callAfterSleep') authority.expireAccessTokens()
    const answers = await runInAll(way).catch(String)
    const isWhole = Array.isArray(answers) && answers.every((user) => user === 'ann')
    if (!isWhole || authority.counts.reuse > 0 || authority.aliveSessions !== 1) lostSessions++
    tokenCalls.push(authority.counts.token - before)
    await settled(processes)
  }
  return { runs, lostSessions, tokenCalls }
}
