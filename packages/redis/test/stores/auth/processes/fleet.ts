import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type RunningAuthority, startAuthority } from '@fairlead/testing/authority'
import { expect, onTestFinished } from 'vitest'
import type { Answer, Work } from './program.ts'

/** Processes that share the tokens of one session through a Redis, signed in at a strict authority. */
export interface Fleet {
  readonly authority: RunningAuthority
  run(index: number, work: Work): Promise<unknown>
  /** Runs in all at once; undefined for one that has been killed. */
  runInAll(work: Work): Promise<unknown[]>
  kill(index: number): void
}

/** The kinds of client of the processes, in turn. */
const KINDS = ['node-redis', 'ioredis', 'one with eval alone']

/** Starts them; they do not outlive the test. */
export async function startFleet(url: string, count = 4): Promise<Fleet> {
  const authority = await startAuthority()
  const namespace = crypto.randomUUID()
  const children = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      start([authority.origin, url, namespace, KINDS[index % KINDS.length] ?? '']),
    ),
  )
  onTestFinished(async () => {
    await Promise.all(children.map(stop))
    await authority.close()
  })
  const fleet: Fleet = {
    authority,
    run: (index, work) => ask(children[index], work),
    runInAll: (work) => Promise.all(children.map((child) => ask(child, work))),
    kill: (index) => void children[index]?.kill('SIGKILL'),
  }
  expect(await fleet.run(0, 'signIn')).toBe('authenticated')
  await settled(fleet)
  return fleet
}

async function start(args: string[]): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'program.ts'), args, { execArgv: ['--conditions=@fairlead/source'] })
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

/** Waits until all processes hold the same token. */
async function settled({ runInAll }: Fleet): Promise<void> {
  const versions = async (): Promise<number> =>
    new Set((await runInAll('version')).filter((version) => version !== undefined)).size
  await expect.poll(versions, { timeout: 10_000, interval: 10 }).toBe(1)
}

const WAYS: readonly Work[] = ['call', 'callAnew', 'callAfterSleep']

/** What many runs came to. */
export interface Storm {
  readonly lostSessions: number
  /** Of each run. */
  readonly tokenCalls: readonly number[]
}

/** All processes find at the same moment that their token is no good, again and again. */
export async function storm(fleet: Fleet, runs: number): Promise<Storm> {
  const { authority, runInAll } = fleet
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
    await settled(fleet)
  }
  return { lostSessions, tokenCalls }
}
