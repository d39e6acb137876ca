import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const guide = join(import.meta.dirname, '../docs/guide')

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

/** Runs a program as it stands on the page, with a `fetch` of its own. What it shows and logs, line by line. */
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
  const modules = new Map<string, unknown>()
  for (const [, name = ''] of program.matchAll(/^import .* from '([^']+)'$/gm))
    modules.set(name, await import(/* @vite-ignore */ name))
  // oxlint-disable-next-line typescript/no-implied-eval -- a page of ours, and the only way to run it as it is
  const body = new Function(
    'require',
    'exports',
    'show',
    'console',
    'fetch',
    `return (async () => {${outputText}\n})()`,
  )
  const given = [
    (name: string) => modules.get(name),
    exports,
    show,
    { ...console, log: show, warn: show, error: show },
    fetch,
  ]
  await (body as (...given: unknown[]) => Promise<void>)(...given)
}

/** Links of pages of the guide that lead to no file of ours, or to no heading in it. */
export function brokenLinksOf(names: readonly string[]): string[] {
  const anchorsOf = (page: string): string[] =>
    [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    )
  const leadsNowhere = (from: string, path: string, anchor: string | undefined): boolean => {
    const file = join(guide, path === '' ? `${from}.md` : path)
    return !existsSync(file) || (anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor))
  }
  return names.flatMap((name) =>
    [...pageOf(name).matchAll(/\]\((?!https:)([^)#\s]*)(?:#([\w-]+))?\)/g)]
      .filter(([, path = '', anchor]) => leadsNowhere(name, path, anchor))
      .map(([link]) => `${name}: ${link}`),
  )
}
