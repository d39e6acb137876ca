import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { installFromDebian } from './debian.ts'

/** A Chromium this machine can start, in the shape Playwright's `launch` takes. */
export interface Chromium {
  readonly executablePath: string
  readonly args: string[]
  readonly env: Record<string, string>
  readonly source: 'CHROMIUM_PATH' | 'system' | 'npm' | 'apt'
}

const root = dirname(import.meta.dirname)
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/**
 * Finds a Chromium: `CHROMIUM_PATH`, then a system browser, then the one `@sparticuz/chromium` ships (linux x64).
 * Downloads nothing, except that with `CI=true` and no usable browser it installs Debian's.
 * @throws Error when no browser can be started, saying what to do.
 */
export function findChromium(): Chromium {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`)
    return chromium(named, 'CHROMIUM_PATH')
  }
  const installed = systemChromium()
  if (installed !== undefined) return chromium(installed, 'system')
  const packed = packagedChromium()
  if (packed !== undefined) return packed
  if (installFromDebian('chromium', () => systemChromium() !== undefined)) {
    const debian = systemChromium()
    if (debian !== undefined) return chromium(debian, 'apt')
  }
  throw new Error('No Chromium found. Install Chromium or Chrome, or set CHROMIUM_PATH to its executable.')
}

function chromium(executablePath: string, source: Chromium['source'], env: Record<string, string> = {}): Chromium {
  // Chromium refuses its sandbox as root, and containers have no user namespaces to build one.
  const args = process.platform === 'linux' ? ['--no-sandbox', '--disable-dev-shm-usage'] : []
  return { executablePath, args, source, env: { ...definedEnv(), ...env } }
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}

function systemChromium(): string | undefined {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  return [...onPath, ...usualPlaces].find((path) => existsSync(path) && (process.platform !== 'linux' || starts(path)))
}

function starts(executablePath: string, env: NodeJS.ProcessEnv = process.env): boolean {
  return spawnSync(executablePath, ['--no-sandbox', '--version'], { env, stdio: 'ignore' }).status === 0
}

function packagedChromium(): Chromium | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = unpack()
  const executablePath = join(folder, 'chromium')
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }
  if (starts(executablePath)) return chromium(executablePath, 'npm', fonts)
  // The machine lacks NSS and its kin; the package carries builds of them.
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter)
  const env = { ...fonts, LD_LIBRARY_PATH: libraries }
  return starts(executablePath, { ...process.env, ...env }) ? chromium(executablePath, 'npm', env) : undefined
}

/** Unpacks the package once per version, inside the checkout: the package's own code shares one temporary path. */
function unpack(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const home = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const folder = join(root, 'node_modules', '.cache', `chromium-${version}`)
  if (existsSync(folder)) return folder
  mkdirSync(dirname(folder), { recursive: true })
  const partial = mkdtempSync(`${folder}-`)
  const open = (name: string): Buffer => brotliDecompressSync(readFileSync(join(home, 'bin', name)))
  writeFileSync(join(partial, 'chromium'), open('chromium.br'), { mode: 0o755 })
  execFileSync('tar', ['-x', '-C', partial], { input: open('swiftshader.tar.br') })
  for (const [name, target] of [
    ['fonts', '.'],
    ['al2023', 'al2023'],
  ] as const) {
    mkdirSync(join(partial, target), { recursive: true })
    execFileSync('tar', ['-x', '-C', join(partial, target)], { input: open(`${name}.tar.br`) })
  }
  try {
    renameSync(partial, folder)
  } catch (error) {
    // Another process finished first: use its copy.
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}
