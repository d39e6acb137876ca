import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { type RunningAuthority, startAuthority } from '@fairlead/testing/authority'
import { expect, onTestFinished } from 'vitest'
import type { Answer, Work } from './works.ts'

/** Processes that share the tokens of one session, signed in at a strict authority. */
export interface SharingProcesses {
  readonly authority: RunningAuthority
  readonly children: readonly ChildProcess[]
  run(index: number, work: Work): Promise<unknown>
  /** Runs in all at once; undefined for one that has been killed. */
  runInAll(work: Work): Promise<unknown[]>
  kill(index: number): void
}

/** Starts a program that serves works, so many times; they do not outlive the test. */
export async function startSharing(
  program: string,
  count: number,
  argsOf: (index: number) => readonly string[],
): Promise<SharingProcesses> {
  const authority = await startAuthority()
  const children = await Promise.all(
    Array.from({ length: count }, (_, index) => start(program, [authority.origin, ...argsOf(index)])),
  )
  onTestFinished(async () => {
    await Promise.all(children.map(stop))
    await authority.close()
  })
  const processes: SharingProcesses = {
    authority,
    children,
    run: (index, work) => ask(children[index], work),
    async runInAll(work) {
      const ends = await Promise.allSettled(children.map((child) => ask(child, work)))
      return ends.map((end) => {
        if (end.status === 'rejected') throw end.reason
        return end.value
      })
    },
    kill: (index) => void children[index]?.kill('SIGKILL'),
  }
  expect(await processes.run(0, 'signIn')).toBe('authenticated')
  await settled(processes)
  return processes
}

async function start(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = fork(program, args, { execArgv: ['--conditions=@fairlead/source'] })
  await once(child, 'message')
  return child
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

async function stop(child: ChildProcess): Promise<void> {
  if (isOver(child)) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** One message and its answer. */
async function ask(child: ChildProcess | undefined, work: Work): Promise<unknown> {
  if (!child || isOver(child)) return undefined
  const ended = new AbortController()
  const { signal } = ended
  try {
    const answered = once(child, 'message', { signal })
    const killed = once(child, 'exit', { signal })
    child.send(work)
    const [answer] = (await Promise.race([answered, killed.then(() => [{ value: undefined }])])) as [Answer]
    if ('error' in answer) throw new Error(answer.error)
    return answer.value
  } finally {
    ended.abort()
  }
}

/** Waits until all processes that live hold the same token. */
export async function settled({ runInAll }: SharingProcesses): Promise<void> {
  const versions = async (): Promise<number> =>
    new Set((await runInAll('version')).filter((version) => version !== undefined)).size
  await expect.poll(versions, { timeout: 5_000, interval: 10 }).toBe(1)
}

const WAYS: readonly Work[] = ['call', 'callAnew', 'callAfterSleep']

/** What many runs came to. */
export interface Storm {
  readonly lostSessions: number
  /** Of each run. */
  readonly tokenCalls: readonly number[]
}

/** All processes find at the same moment that their token is no good, again and again. */
export async function storm(processes: SharingProcesses, runs: number): Promise<Storm> {
  const { authority, runInAll } = processes
  const tokenCalls: number[] = []
  let lostSessions = 0
  for (let run = 0; run < runs; run++) {
    const before = authority.counts.token
    const way = WAYS[run % WAYS.length] ?? 'call'
    if (way !== 'callAfterSleep') authority.expireAccessTokens()
    const answers = await runInAll(way).catch((error: unknown) => [error])
    const isWhole = answers.every((user) => user === 'ann')
    if (!isWhole || authority.counts.reuse > 0 || authority.aliveSessions !== 1) {
      console.error(answers)
      lostSessions++
    }
    tokenCalls.push(authority.counts.token - before)
    await settled(processes)
  }
  return { lostSessions, tokenCalls }
}
