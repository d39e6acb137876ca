import { randomUUID } from 'node:crypto'
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Guards, check, configError } from '@fairlead/core'
import type { Progress } from '../read/options.ts'
import { isMarked } from './mark.ts'

/** What became of the files of a folder; paths are relative to it. */
export interface WrittenFiles {
  readonly written: readonly string[]
  /** Files of an earlier import that this one no longer has. */
  readonly removed: readonly string[]
  readonly unchanged: number
}

/** How files are written. */
export interface WriteOptions {
  readonly onProgress?: (progress: Progress) => void
}

/** Parts that are the same in every file system, with nothing that leads elsewhere. */
const PLAIN_PATH = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/
const MAX_MARK_BYTES = 1_024
const guards: Guards<WriteOptions> = { onProgress: (value) => typeof value === 'function' }

/**
 * Writes modules into a folder, which is made where it does not exist. Only files that an import has made are replaced, those that
 * this one no longer has are removed, and those that stay the same are not touched. Nothing is written before all of it has been
 * looked at.
 *
 * @throws `config` for a path that leads out of the folder, through a link too, and for a file in the way that is not ours
 */
export async function writeFiles(
  target: string,
  files: ReadonlyMap<string, string>,
  options: WriteOptions = {},
): Promise<WrittenFiles> {
  const { onProgress } = check('writeFiles', options, guards)
  for (const path of files.keys()) {
    if (!PLAIN_PATH.test(path)) throw configError(`'${path.slice(0, 100)}' is no path for a file of a contract`)
  }
  // A program that changes its folder meanwhile does not move the target.
  const folder = resolve(target)
  await mkdir(folder, { recursive: true })
  const root = await realpath(folder)
  const changed: [string, string][] = []
  for (const [path, text] of files) {
    if ((await ownText(root, path)) !== text) changed.push([path, text])
  }
  const removed = await outdated(root, files)
  for (const [index, [path, text]] of changed.entries()) {
    await replace(join(root, path), text)
    onProgress?.({ step: 'write', done: index + 1, total: changed.length })
  }
  for (const path of removed) await rm(join(root, path))
  for (const left of foldersOf(removed)) await rmdir(join(root, left)).catch(ignoreFull)
  return { written: changed.map(([path]) => path), removed, unchanged: files.size - changed.length }
}

/** The text of a file that an import has made; undefined where there is none. @throws `config` for what is in the way */
async function ownText(root: string, path: string): Promise<string | undefined> {
  const parts = path.split('/')
  for (let end = 1; end <= parts.length; end += 1) {
    const at = parts.slice(0, end).join('/')
    const entry = await lstat(join(root, at)).catch(ignoreMissing)
    if (!entry) return undefined
    const isRight = end < parts.length ? entry.isDirectory() : entry.isFile()
    if (!isRight) throw configError(`'${at}' is in the way: a link, or no ${end < parts.length ? 'folder' : 'file'}`)
  }
  const text = await readFile(join(root, path), 'utf8')
  if (!isMarked(text)) {
    throw configError(`'${path}' was not made by fairlead-openapi; move it away, or choose another folder`)
  }
  return text
}

/** The files of earlier imports that are not wanted any more. Other folders may hold another import. */
async function outdated(root: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const found: string[] = []
  for (const folder of ['', 'openapi', 'schemas']) {
    const isFolder = (await lstat(join(root, folder)).catch(ignoreMissing))?.isDirectory()
    for (const entry of isFolder ? await readdir(join(root, folder), { withFileTypes: true }) : []) {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      const mayBeOurs = entry.isFile() && entry.name.endsWith('.ts') && !files.has(path)
      if (mayBeOurs && isMarked(await startOf(join(root, path)))) found.push(path)
    }
  }
  return found.toSorted()
}

async function startOf(path: string): Promise<string> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_MARK_BYTES), 0, MAX_MARK_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file?.close()
  }
}

/** Whoever reads the file sees the old text or the new one, whole. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const made = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(made, text, { flag: 'wx' })
    await rename(made, path)
  } catch (error) {
    await rm(made, { force: true })
    throw error
  }
}

function foldersOf(paths: readonly string[]): Set<string> {
  return new Set(paths.filter((path) => path.includes('/')).map((path) => path.slice(0, path.lastIndexOf('/'))))
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}

function ignoreFull(error: unknown): void {
  if (!['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
}
