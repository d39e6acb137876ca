import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from './packed.ts'

/** One bundle to make. */
export interface Job {
  readonly entry: string
  readonly outfile: string
  /** Packages that are left outside. */
  readonly external: readonly string[]
}

/** The bundlers that people use. */
export const bundlers = ['vite', 'webpack', 'rspack', 'esbuild'] as const

/**
 * Has one bundler make bundles.
 * @throws Error with what it says, when it cannot
 */
export async function bundle(bundler: (typeof bundlers)[number], jobs: readonly Job[], cwd: string): Promise<void> {
  const env = { ...process.env, NODE_ENV: 'production' }
  const args = [join(root, 'tools/release/bundle.ts'), bundler]
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(JSON.stringify(jobs))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (child.exitCode !== 0) throw new Error(`${bundler} failed:\n${output}${errors}`)
}
