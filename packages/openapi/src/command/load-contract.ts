import { existsSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configError, isContractGroup, isEndpoint } from '@fairlead/core'

/** A module of the user's. */
export type Module = Readonly<Record<string, unknown>>

/**
 * Loads a module of the user's with the Node in use, which takes TypeScript from 22.18 on.
 *
 * @throws `config` for one that is not there or cannot be loaded
 */
export async function loadModule(path: string, cwd: string): Promise<Module> {
  const file = resolve(cwd, path)
  if (!existsSync(file)) throw configError(`${path}: there is no such file`)
  try {
    return (await import(pathToFileURL(file).href)) as Module
  } catch (cause) {
    throw configError(`${path} cannot be loaded: ${reasonOf(cause)}`)
  }
}

function reasonOf(cause: unknown): string {
  const { code, message = String(cause) } = (cause ?? {}) as { code?: string; message?: string }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return `Node ${process.versions.node} does not load TypeScript here. Use Node 22.18 or newer, or give the compiled module`
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT') {
    return `${message.split('\n')[0]}. Node wants imports with their extension: give the compiled or bundled module where they have none`
  }
  return message.split('\n')[0] ?? ''
}

/**
 * The contract of a module: the export of that name; without a name the export `contract`, or the module itself.
 *
 * @throws `config` for a module that holds no endpoint
 */
export function contractOf(module: Module, path: string, name?: string): object {
  const contract = name === undefined ? (module['contract'] ?? module) : module[name]
  if (isGroup(contract) && holdsEndpoint(contract)) return contract
  const where = name === undefined ? 'no export `contract` and no endpoints' : `no contract in its export '${name}'`
  throw configError(`${path} has ${where}; name the export that has them: --name <export>`)
}

function isGroup(value: unknown): value is object {
  // A namespace has no prototype, and neither its tag.
  return typeof value === 'object' && value !== null && isContractGroup(value)
}

function holdsEndpoint(group: object): boolean {
  return Object.values(group).some((value: unknown) => isEndpoint(value) || (isGroup(value) && holdsEndpoint(value)))
}

/**
 * What is said beside the contract: the module that is named, or the `openapi` module that an import has written beside it.
 *
 * @returns undefined where there is neither
 */
export async function loadBeside(path: string, given: string | undefined, name: string, cwd: string): Promise<unknown> {
  const beside = join(dirname(path), `${name}${extname(path)}`)
  const from = given ?? (existsSync(resolve(cwd, beside)) ? beside : undefined)
  if (from === undefined) return undefined
  const module = await loadModule(from, cwd)
  if (!(name in module)) throw configError(`${from} has no export \`${name}\``)
  return module[name]
}
