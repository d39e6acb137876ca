import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as auth from '@fairlead/auth'
import * as cache from '@fairlead/cache'
import * as core from '@fairlead/core'
import * as testing from '@fairlead/testing'
import * as conformance from '@fairlead/testing/conformance'
import * as sqlite from 'node:sqlite'
import ts from 'typescript'

const guide = join(import.meta.dirname, '../../../../docs/guide')

/** What a program of the guide may import here. */
const modules: Readonly<Record<string, unknown>> = {
  '@fairlead/auth': auth,
  '@fairlead/cache': cache,
  '@fairlead/core': core,
  '@fairlead/testing': testing,
  '@fairlead/testing/conformance': conformance,
  'node:sqlite': sqlite,
}

/** The text of a page. */
export function pageOf(name: string): string {
  return readFileSync(join(guide, `${name}.md`), 'utf8')
}

/** The programs of a page: a block that imports begins one, the blocks after it go on with it. */
export function programsOf(name: string): readonly string[] {
  const programs: string[] = []
  for (const [, code = ''] of pageOf(name).matchAll(/```ts\n([^]*?)```/g)) {
    if (programs.length === 0 || code.startsWith('import ')) programs.push(code)
    else programs.push(`${programs.pop()}\n${code}`)
  }
  return programs
}

/** Runs a program as it stands on the page, with a `fetch` of its own. What it shows, line by line. */
export async function run(program: string, fetch: typeof globalThis.fetch): Promise<unknown[][]> {
  const lines: unknown[][] = []
  await evaluate(program, {}, (...values) => void lines.push(values), fetch)
  return lines
}

/** What a program exports. */
export async function exportsOf<T extends object>(program: string): Promise<T> {
  const exports = {}
  await evaluate(program, exports, () => {}, globalThis.fetch)
  return exports as T
}

async function evaluate(
  program: string,
  exports: object,
  show: (...values: unknown[]) => void,
  fetch: typeof globalThis.fetch,
): Promise<void> {
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ESNext },
  })
  const require = (name: string): unknown => {
    if (!(name in modules)) throw new Error(`the guide imports ${name}`)
    return modules[name]
  }
  // oxlint-disable-next-line typescript/no-implied-eval -- a page of ours, and the only way to run it as it is
  const body = new Function('require', 'exports', 'show', 'fetch', `return (async () => {${outputText}\n})()`)
  await (body as (...given: unknown[]) => Promise<void>)(require, exports, show, fetch)
}
