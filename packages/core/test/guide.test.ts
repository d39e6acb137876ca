import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const guide = join(root, 'docs/guide')
const pages = readdirSync(guide).filter((file) => file.endsWith('.md'))
const read = (page: string) => readFileSync(join(guide, page), 'utf8')

/** What the pages leave to the reader. */
const prelude = 'declare const file: File\ndeclare function show(...values: unknown[]): void\n'

/** The programs of a page: a block that imports begins one, the blocks after it go on with it. */
function programsOf(page: string): string[] {
  const programs: string[] = []
  for (const [, code = ''] of read(page).matchAll(/```ts\n([^]*?)```/g)) {
    if (programs.length === 0 || code.startsWith('import ')) programs.push(prelude + code)
    else programs.push(`${programs.pop()}\n${code}`)
  }
  return programs
}

/** What the compiler says of all pages, each beside the tests, where packages are found. */
function problems(): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options: shared } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root)
  const options = { ...shared, types: ['node'], noUnusedLocals: false }
  const files = new Map(
    pages.flatMap((page) =>
      programsOf(page).map((code, index) => [join(import.meta.dirname, page.replace('.md', `-${index}.ts`)), code]),
    ),
  )
  const disk = ts.createCompilerHost(options)
  const host = ts.createCompilerHost(options)
  host.fileExists = (path) => files.has(path) || disk.fileExists(path)
  host.readFile = (path) => files.get(path) ?? disk.readFile(path)
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files].flatMap(([path, code]) => {
    const source = program.getSourceFile(path)
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map(({ messageText, start = 0 }) =>
      [basename(path), code.slice(start, start + 60), ts.flattenDiagnosticMessageText(messageText, '\n')].join(': '),
    )
  })
}

describe('the guide', () => {
  test('compiles, every program of every page', { timeout: 60_000 }, () => {
    expect(pages.length).toBeGreaterThan(10)
    expect(problems()).toEqual([])
  })

  test.each(pages)('%s has a title, a description, and links that lead somewhere', (page) => {
    const text = read(page)
    expect(text).toMatch(/^---\ntitle: .+\ndescription: .+\n---\n/)
    for (const [, link = ''] of text.matchAll(/\]\(\.\/([\w-]+\.md)\)/g)) expect(pages).toContain(link)
  })
})
