import { spawnSync } from 'node:child_process'
import { installFromDebian } from './debian.ts'

/** How to get one, for who has none. */
export const INSTALL_PROTOC = 'install protobuf-compiler (apt-get install protobuf-compiler) or set PROTOC'

/**
 * Finds Google's decoder of Protocol Buffers: `PROTOC`, then the path. Installs nothing, except that with `CI=true` on linux it
 * installs Debian's.
 * @throws Error where `PROTOC` names none, and with `CI=true` where none can be had.
 */
export function findProtoc(): string | undefined {
  const named = process.env['PROTOC']
  if (named !== undefined && named !== '') {
    if (!starts(named)) throw new Error(`PROTOC names ${named}, which does not start.`)
    return named
  }
  if (starts('protoc')) return 'protoc'
  if (process.env['CI'] !== 'true') return undefined
  installFromDebian('protobuf-compiler', () => starts('protoc'))
  if (!starts('protoc')) throw new Error(`No protoc found: ${INSTALL_PROTOC}.`)
  return 'protoc'
}

function starts(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}
