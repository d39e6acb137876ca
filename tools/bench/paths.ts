import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** This folder. */
export const here = import.meta.dirname

/** The workspace. */
export const root = dirname(dirname(here))

/** Where the sources of `@fairlead/core` are. */
export const coreSource = join(root, 'packages', 'core', 'src')

/** A folder for what a run writes; git ignores it. */
export function resultsFolder(...names: string[]): string {
  const folder = join(here, 'results', ...names)
  mkdirSync(folder, { recursive: true })
  return folder
}
