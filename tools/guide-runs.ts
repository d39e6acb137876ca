import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')

/** A program of a page, by its place from 0, and the test that runs it. */
interface GuideRun {
  readonly page: string
  readonly index: number
  /** From the root of the repository. */
  readonly test: string
}

/** Every program of the guide that a test of this repository takes by its name and runs. */
export function guideRuns(): readonly GuideRun[] {
  const folders = ['packages', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}/test`))
    .concat('docs/test', 'tools/test')
  return folders
    .flatMap((folder) => testsIn(folder))
    .flatMap((test) => runsIn(readFileSync(join(root, test), 'utf8')).map((run) => ({ ...run, test })))
}

function testsIn(folder: string): readonly string[] {
  try {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    return files.filter((file) => /\.test\.tsx?$/.test(file)).map((file) => `${folder}/${file}`)
  } catch {
    return []
  }
}

/**
 * What a test runs: `const [first, , third] = programsOf('page')` names two programs, and a name counts where it is used for
 * more than being compared.
 */
export function runsIn(test: string): readonly Omit<GuideRun, 'test'>[] {
  if (!test.includes('programsOf(')) return []
  const source = ts.createSourceFile('test.tsx', test, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const runs: Omit<GuideRun, 'test'>[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isArrayBindingPattern(node.name)) {
      const page = pageIn(node.initializer)
      if (page !== undefined) {
        for (const [index, element] of node.name.elements.entries()) {
          if (ts.isBindingElement(element) && isRun(element.name.getText(), scopeOf(node))) runs.push({ page, index })
        }
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return runs
}

/** The page of `programsOf('page')`. */
function pageIn(node: ts.Expression | undefined): string | undefined {
  if (!node || !ts.isCallExpression(node) || node.expression.getText() !== 'programsOf') return undefined
  const [page] = node.arguments
  return page && ts.isStringLiteralLike(page) ? page.text : undefined
}

/** Where a declaration can be seen. */
function scopeOf(node: ts.Node): ts.Node {
  let scope = node.parent
  while (!ts.isBlock(scope) && !ts.isSourceFile(scope)) scope = scope.parent
  return scope
}

function isRun(name: string, scope: ts.Node): boolean {
  let found = false
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && !ts.isBindingElement(node.parent)) found ||= !isCompared(node)
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return found
}

/** Whether it is given to `expect` or to one of its matchers, and to nothing that could run it on the way. */
function isCompared(node: ts.Node): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at
    if (ts.isCallExpression(parent) && parent.expression !== at) return /^expect\b/.test(parent.expression.getText())
  }
  return false
}
