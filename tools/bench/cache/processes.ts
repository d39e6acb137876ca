import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** Runs a program in a process of its own and reads what it prints as JSON; this process goes on meanwhile. */
export async function runAlone<T>(program: string, args: readonly string[]): Promise<T> {
  const flags = ['--conditions=@fairlead/source', '--expose-gc', '--no-warnings', '--max-old-space-size=8000']
  const child = spawn(process.execPath, [...flags, program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stderr.slice(0, 4000)}`)
  return JSON.parse(stdout) as T
}
