// npm leaves a platform package out of package-lock.json when its registry cannot serve it to this machine, and then
// `npm ci` of npm 11.6 and newer refuses that very lock file (npm/cli#8805, npm/cli#9846). This adds the missing entries.
// They carry no integrity: they stand for platforms the lock file's author could not fetch.
//
// node tools/complete-lockfile.mjs [--check] [folder]   --check changes nothing and exits 1 if an entry is missing
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const osNames = { aix: 'aix', android: 'android', darwin: 'darwin', freebsd: 'freebsd', linux: 'linux' }
const moreOsNames = { netbsd: 'netbsd', openbsd: 'openbsd', openharmony: 'openharmony', sunos: 'sunos' }
const oses = { ...osNames, ...moreOsNames, win32: 'win32', win: 'win32', windows: 'win32' }
const cpus = new Set(['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'])
const libcs = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

/**
 * Adds every optional dependency that the lock file names but does not hold.
 * @param {{ packages: Record<string, Record<string, unknown>> }} lock parsed package-lock.json, changed in place
 * @returns {string[]} the paths added
 */
export function completeLockfile(lock) {
  const added = []
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = lookUp(lock.packages, parent, name)
      if (found !== undefined && (found.version === version || !isExact(version))) continue
      const path = lock.packages[`node_modules/${name}`] ? `${parent}/node_modules/${name}` : `node_modules/${name}`
      if (!isExact(version))
        throw new Error(`${parent} wants ${name}@${version}: only an exact version can be completed.`)
      lock.packages[path] = { version, ...platform(name), optional: true, ...(entry.dev === true && { dev: true }) }
      added.push(path)
    }
  }
  const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  lock.packages = Object.fromEntries(sorted)
  return added
}

/** The entry Node would find for `name` from `parent`, nearest folder first. */
function lookUp(packages, parent, name) {
  for (let folder = parent; ; folder = folder.match(/^(.+)\/node_modules\/(@[^/]+\/)?[^/]+$/)?.[1] ?? '') {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[path] !== undefined) return packages[path]
    if (folder === '') return undefined
  }
}

function isExact(version) {
  return /^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version)
}

function platform(name) {
  const parts = name.split(/[-/.]/)
  const os = parts.map((part) => oses[part]).find(Boolean)
  const cpu = parts.find((part) => cpus.has(part))
  const libc = parts.map((part) => libcs[part]).find(Boolean)
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2)
  const file = join(args.find((arg) => !arg.startsWith('-')) ?? '.', 'package-lock.json')
  const text = readFileSync(file, 'utf8')
  const lock = JSON.parse(text)
  const added = completeLockfile(lock)
  if (added.length > 0 && args.includes('--check')) {
    console.error(`${file} lacks ${added.length} platform packages; run: node tools/complete-lockfile.mjs`)
    console.error(added.join('\n'))
    process.exitCode = 1
  } else {
    if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
    console.log(`${file}: ${added.length} platform packages added`)
  }
}
