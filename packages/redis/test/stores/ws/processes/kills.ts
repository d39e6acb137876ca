import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@fairlead/core'
import { createChaosProxy } from '@fairlead/testing/chaos'
import { type Gap, type Verdict, connect } from '@fairlead/ws'
import { onTestFinished } from 'vitest'
import { contract } from './contract.ts'

/** What came of many messages while the server of their client was killed again and again. */
export interface KillsResult {
  readonly kills: number
  readonly acknowledged: number
  /** Acknowledged, and no server was given them. */
  readonly lost: number
  /** Given to a server though another one had acknowledged them before. */
  readonly repeated: number
  /** Given to a server that was killed before it had stored that, and to the next one. */
  readonly twice: number
  readonly disordered: number
  /** Answers that a server knows to have come and the client does not have; and those that came more than once. */
  readonly lostAnswers: number
  readonly repeatedAnswers: number
  /** Gaps that say that the session was lost. */
  readonly lostSessions: number
}

/** Runs two servers with one client, and kills the one that serves it, as often as is asked for, by what has arrived. */
export async function runKills(url: string, kind: string, messages: number, kills: number): Promise<KillsResult> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-kills-'))
  const log = join(folder, 'log')
  writeFileSync(log, '')
  const namespace = crypto.randomUUID()
  const children: ChildProcess[] = []
  const start = async (): Promise<{ readonly child: ChildProcess; readonly port: number }> => {
    const args = [url, namespace, kind, String(children.length), log]
    const child = fork(join(import.meta.dirname, 'program.ts'), args, { execArgv: ['--conditions=@fairlead/source'] })
    children.push(child)
    const [port] = (await once(child, 'message')) as [number]
    return { child, port }
  }
  let serving = await start()
  const proxy = await createChaosProxy({ targetPort: serving.port })
  const connection = connect(createClient({ baseUrl: proxy.url('http', '') }), {
    url: '/live',
    messages: contract,
    reconnect: { baseMs: 10, maxMs: 50 },
    outbox: { maxMessages: 10_000 },
  })
  onTestFinished(async () => {
    connection.close()
    await proxy.close()
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const gaps: Gap[] = []
  connection.onGap((gap) => void gaps.push(gap))
  const came: string[] = []
  connection.on('echo', ({ by, n }) => void came.push(`${by} ${n}`))

  /** Of each message, how many servers had been killed when it was told as acknowledged. */
  const toldAt = new Map<number, number>()
  const verdicts: Promise<Verdict>[] = []
  let settled = 0
  let killed = 0
  await connection.ready()
  let next = await start()
  const send = (count: number): void => {
    for (let left = count; left > 0; left--) {
      const n = verdicts.length
      const verdict = connection.send('steer', n)
      verdicts.push(verdict)
      void verdict.then(({ state }) => {
        settled++
        if (state === 'acknowledged') toldAt.set(n, killed)
      })
    }
  }
  const half = messages / kills / 2
  while (killed < kills) {
    send(half)
    while (settled < verdicts.length - half / 2) await pause(0)
    // In the middle of what is under way: each time a little later.
    send(half)
    await pause(killed % 4)
    const old = serving
    serving = next
    proxy.retarget(serving.port)
    old.child.kill('SIGKILL')
    killed++
    await once(old.child, 'exit')
    next = await start()
  }
  const fates = await Promise.all(verdicts)
  const acknowledged = fates.flatMap(({ state }, n) => (state === 'acknowledged' ? [n] : []))
  // Its answer tells that all before it has come.
  await connection.request('double', 1)

  const lines = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  const taken = lines.flatMap(([what, by, n]) => (what === 'taken' ? [{ by: Number(by), n: Number(n) }] : []))
  const known = new Set(taken.map(({ n }) => n))
  const firsts = [...known]
  return {
    kills: killed,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((n) => !known.has(n)).length,
    repeated: taken.filter(({ by, n }) => by > (toldAt.get(n) ?? Infinity)).length,
    twice: taken.length - known.size,
    disordered: firsts.filter((n, index) => n < (firsts[index - 1] ?? -1)).length,
    lostAnswers: lines.filter(([what, by, n]) => what === 'came' && !came.includes(`${by} ${n}`)).length,
    repeatedAnswers: came.length - new Set(came).size,
    lostSessions: gaps.filter(({ recovered }) => recovered === 'none').length,
  }
}

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, durationMs))
