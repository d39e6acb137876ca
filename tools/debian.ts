import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LOCK = join(tmpdir(), 'fairlead-apt.lock')
const MAX_WAIT_MS = 300_000

/**
 * Installs a package of Debian, where set-ups of tests may: with `CI=true` on linux. Files of tests run beside each other, and
 * apt has a lock on which it fails at once; so they wait for each other here.
 *
 * @returns whether it may be there now
 */
export function installFromDebian(name: string, isThere: () => boolean): boolean {
  if (process.env['CI'] !== 'true' || process.platform !== 'linux') return false
  locked(() => {
    // Somebody else may have been quicker.
    if (isThere()) return
    // Neither systemd nor init starts a service that comes with it.
    const env = { ...process.env, SYSTEMD_OFFLINE: '1', RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' }
    const run = (...args: string[]): unknown => execFileSync('apt-get', args, { stdio: 'inherit', env })
    run('update', '-qq')
    run('-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '-qq', '--no-install-recommends', name)
  })
  return true
}

function locked(work: () => void): void {
  const turn = new Int32Array(new SharedArrayBuffer(4))
  for (let waitedMs = 0; !taken(); waitedMs += 200) {
    // One that has waited so long waits for somebody who was killed.
    if (waitedMs >= MAX_WAIT_MS) rmSync(LOCK, { force: true })
    Atomics.wait(turn, 0, 0, 200)
  }
  try {
    work()
  } finally {
    rmSync(LOCK, { force: true })
  }
}

function taken(): boolean {
  try {
    closeSync(openSync(LOCK, 'wx'))
    return true
  } catch {
    return false
  }
}
