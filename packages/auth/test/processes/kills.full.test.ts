import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const CONTENDERS = 5
const KILLS = 50

test('processes that are killed at any moment let nobody in together, and hold nobody up for long', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-kills-'))
  const args = ['--conditions=@fairlead/source', join(import.meta.dirname, 'contender.ts')]
  const turns = new Map<ChildProcess, number>()
  let together = 0
  let longestMs = 0
  let lastAt = Infinity
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [...args, join(folder, 'tokens.json'), join(folder, 'place')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    turns.set(child, 0)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = text.trim().split('\n')
      together += lines.filter((line) => line === 'together').length
      turns.set(child, (turns.get(child) ?? 0) + lines.length)
      longestMs = Math.max(longestMs, performance.now() - lastAt)
      lastAt = performance.now()
    })
    return child
  }
  const children = Array.from({ length: CONTENDERS }, start)
  onTestFinished(async () => {
    const ends = children.map((child) => once(child, 'exit'))
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(ends)
    rmSync(folder, { recursive: true })
  })
  for (let kills = 0; kills < KILLS; kills++) {
    // All contend, so that what is measured is the lock and not the start of a process; each time at another moment.
    const interval = 3 + (kills % 7) * 5
    const fewest = (): number => Math.min(...children.map((child) => turns.get(child) ?? 0))
    await expect.poll(fewest, { timeout: 30_000, interval }).toBeGreaterThan(0)
    const index = kills % CONTENDERS
    children[index]?.kill('SIGKILL')
    children[index] = start()
  }
  const total = [...turns.values()].reduce((sum, each) => sum + each, 0)
  console.log(`${KILLS} kills, ${total} turns, ${together} together, longest wait ${Math.round(longestMs)} ms`)
  expect(together).toBe(0)
  expect(longestMs).toBeLessThan(5_000)
})
