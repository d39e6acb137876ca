import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ended, findProgram, freePort } from './programs.ts'

/** A Prometheus of our own, on loopback, that keeps nothing. */
export interface PrometheusServer {
  /** Asks its HTTP API, as `query?query=up`: the `data` of what it answers. */
  ask(path: string): Promise<unknown>
  stop(): Promise<void>
}

/** What it reads, and how the job is called. */
export interface ScrapeJob {
  readonly name: string
  /** `host:port`. */
  readonly target: string
  readonly path: string
}

/** How to get one, for who has none. */
export const INSTALL_PROMETHEUS =
  'install prometheus (apt-get install prometheus, brew install prometheus) or set PROMETHEUS'

/** Finds a Prometheus that can be started, as {@link findProgram} does. */
export function findPrometheus(): string | undefined {
  return findProgram({
    name: 'Prometheus',
    file: 'prometheus',
    variable: 'PROMETHEUS',
    debian: 'prometheus',
    install: INSTALL_PROMETHEUS,
  })
}

/** What `promtool check metrics`, which is beside the server, says of an exposition: nothing, where all is well. */
export function lintMetrics(path: string, text: string): string {
  const { stdout, stderr, status, error } = spawnSync(join(dirname(path), 'promtool'), ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  })
  if (error) throw error
  return status === 0 ? '' : `${stdout}${stderr}` || `exit ${status}`
}

/** Starts a Prometheus on a free port of loopback, in a folder of its own, which reads once a second. */
export async function startPrometheus(path: string, jobs: readonly ScrapeJob[]): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-prometheus-'))
  const port = await freePort()
  const scrape_configs = jobs.map(({ name, target, path: metrics_path }) => ({
    job_name: name,
    metrics_path,
    static_configs: [{ targets: [target] }],
  }))
  const config = { global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs }
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config))
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ]
  const child = spawn(path, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  const origin = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 400; tries++) {
    if (await isReady(origin)) return { ask: (asked) => ask(origin, asked), stop }
    if (child.exitCode !== null) break
    await pause(25)
  }
  await stop()
  throw new Error(`${path} does not start on port ${port}.`)
}

async function ask(origin: string, path: string): Promise<unknown> {
  const response = await fetch(`${origin}/api/v1/${path}`)
  const { status, data, error } = (await response.json()) as { status: string; data: unknown; error?: string }
  if (status !== 'success') throw new Error(`${path}: ${error}`)
  return data
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/-/ready`)).ok
  } catch {
    return false
  }
}
