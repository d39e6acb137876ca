// The first step of every command: installs what package-lock.json says when it is not there, then runs the task with
// the pinned Node. Plain JavaScript without dependencies, since it runs on Node 20 and before anything is installed.
//
// node tools/bootstrap.mjs <task> [arguments]
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What each task runs, and the folders with a lock file of their own that it needs besides the root's. */
const tasks = {
  demo: { script: 'tools/demo.ts' },
  verify: { script: 'tools/verify.ts', folders: ['docs'] },
  api: { script: 'tools/release/api.ts' },
  sizes: { script: 'tools/release/sizes.ts' },
  'release:dry': { script: 'tools/release/dry.ts' },
  full: { script: 'tools/full.ts', folders: ['tools/oracle', 'tools/release', 'tools/runtimes'] },
  soak: { script: 'tools/soak.ts' },
  runtimes: { script: 'tools/runtimes/run.ts', folders: ['tools/runtimes'] },
  bench: { script: 'tools/bench/run.ts', folders: ['tools/bench'] },
  docs: { script: 'docs/build/run.ts', folders: ['docs'] },
}
/** The first Node that runs TypeScript files as they are. */
const leastNode = [22, 18]

const [name, ...args] = process.argv.slice(2)
const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined
if (task === undefined) fail(`Usage: node tools/bootstrap.mjs <${Object.keys(tasks).join(' | ')}>`)
install(root)
for (const folder of task.folders ?? []) install(join(root, folder))
run(pinnedNode() ?? systemNode(), task.script, args)

function install(folder) {
  if (isInstalled(folder)) return
  console.log(`Installing what ${folder === root ? 'the workspace' : relative(root, folder)} needs (npm ci) …`)
  // Packages made for newer Nodes warn by the dozen on Node 20; they never run on it.
  const ci = ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund']
  const npm = process.env.npm_execpath
  const options = { cwd: folder, stdio: 'inherit' }
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...ci], options)
    : spawnSync('npm', ci, { ...options, shell: process.platform === 'win32' })
  if (result.status !== 0) fail(`npm ci failed in ${folder}; nothing was run.`)
}

/** True when the tree npm last wrote (its hidden lock file) is the one package-lock.json asks for. */
function isInstalled(folder) {
  const hidden = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  const wanted = packages(join(folder, 'package-lock.json'))
  const present = packages(hidden)
  const missing = Object.entries(wanted).some(
    ([path, { version, optional }]) =>
      path !== '' && (path in present ? present[path].version !== version : optional !== true),
  )
  return !missing && Object.keys(present).every((path) => path in wanted)
}

function packages(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages
}

/** The Node the lock file pins for this platform, or undefined: an optional package fails to download silently. */
function pinnedNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const id = `node-${platform}-${process.arch}`
  const executable = process.platform === 'win32' ? 'node.exe' : 'node'
  const path = join(root, 'node_modules', id, 'bin', executable)
  if (!existsSync(path)) return undefined
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  return status === 0 && stdout.trim() === `v${optionalDependencies[id]}` ? path : undefined
}

function systemNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
    fail(
      `The pinned Node is not available for ${process.platform} ${process.arch}, and the Node in use is ` +
        `${process.versions.node}: install Node ${leastNode.join('.')} or newer and run the command again.`,
    )
  }
  console.log(`No pinned Node for ${process.platform} ${process.arch}: using Node ${process.versions.node}.`)
  return process.execPath
}

function run(node, script, scriptArgs) {
  // The tools are `#!/usr/bin/env node` scripts, so they find the same Node first on PATH.
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const env = { ...process.env, PATH: path }
  const child = spawn(node, [join(root, script), ...scriptArgs], { cwd: root, stdio: 'inherit', env })
  // Ctrl-C reaches the child from the terminal; this process waits for it to clean up and takes over its exit code.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]))
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
