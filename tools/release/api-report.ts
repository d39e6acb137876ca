import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type FormatConfig, format } from 'oxfmt'
import ts from 'typescript'
import { scope } from '../boundaries.ts'
import type { Entry, Package } from './packages.ts'

const printer = ts.createPrinter({ removeComments: true })

/** Where the text of a report comes from: the declarations of all packages, read once. */
export interface Declarations {
  readonly program: ts.Program
  readonly format: FormatConfig
}

/**
 * Reads the declarations that the build has made.
 * @param root the workspace's top folder, whose format the reports have
 */
export function readDeclarations(root: string, packages: readonly Package[]): Declarations {
  const files = packages.flatMap(({ entries }) => entries.map(({ types }) => types))
  const missing = files.filter((file) => !ts.sys.fileExists(file))
  if (missing.length > 0)
    throw new Error(`${missing.map((file) => relative(root, file)).join(', ')}: not built. Run npm run build first.`)
  const { NodeNext: module } = ts.ModuleKind
  const program = ts.createProgram(files, { module, noEmit: true, skipLibCheck: true, types: ['node'], strict: true })
  const options = JSON.parse(readFileSync(join(root, '.oxfmtrc.json'), 'utf8')) as FormatConfig
  return { program, format: options }
}

/**
 * What a package exports, as Markdown: for each entry its declarations without comments, then those of the package that they
 * name and that nothing exports. A change of it is a change for users.
 */
export async function apiReport(of: Package, { program, format: options }: Declarations): Promise<string> {
  const surface = new Surface(of, program)
  const sections = of.entries.map((entry) => surface.section(entry))
  const lines = [
    `# What ${of.manifest.name} exports`,
    'Written by `npm run api` from the declarations of the build. `npm test` fails when they differ, so a change of the surface is seen in review.',
    ...sections,
  ]
  const { code, errors } = await format('api.md', `${lines.join('\n\n')}\n`, options)
  if (errors.length > 0) throw new Error(`${of.manifest.name}: ${errors.map(({ message }) => message).join('\n')}`)
  return code
}

/** The declarations of one package, each printed where it is met first. */
class Surface {
  readonly #of: Package
  readonly #program: ts.Program
  readonly #checker: ts.TypeChecker
  readonly #exported: ReadonlySet<ts.Symbol>
  readonly #placeOf = new Map<ts.Symbol, string>()

  constructor(of: Package, program: ts.Program) {
    this.#of = of
    this.#program = program
    this.#checker = program.getTypeChecker()
    this.#exported = new Set(of.entries.flatMap((entry) => this.#exportsOf(entry).map(([, symbol]) => symbol)))
  }

  section(entry: Entry): string {
    const named: ts.Symbol[] = []
    const own = this.#exportsOf(entry).map(([name, symbol]) => this.#print(name, symbol, entry, named))
    const inner: string[] = []
    for (let symbol = named.shift(); symbol; symbol = named.shift()) {
      if (!this.#placeOf.has(symbol)) inner.push(this.#print(symbol.name, symbol, entry, named))
    }
    const rest = inner.length === 0 ? [] : ['Named above, and not exported:', block(inner.toSorted())]
    return [`## ${entry.specifier}`, block(own), ...rest].join('\n\n')
  }

  #exportsOf({ types }: Entry): [name: string, symbol: ts.Symbol][] {
    const file = this.#program.getSourceFile(types)
    const module = file && this.#checker.getSymbolAtLocation(file)
    if (!module) throw new Error(`${types} exports nothing`)
    return this.#checker
      .getExportsOfModule(module)
      .map((symbol): [string, ts.Symbol] => [symbol.name, this.#target(symbol)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  }

  #target(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol
  }

  #print(name: string, symbol: ts.Symbol, { specifier }: Entry, named: ts.Symbol[]): string {
    const declarations = (symbol.declarations ?? []).filter((node) => this.#isOurs(node))
    if (declarations.length === 0) return `export { ${name} } // of ${packageOf(symbol)}`
    const place = this.#placeOf.get(symbol)
    if (place !== undefined) return `export { ${name} } // of ${place}`
    this.#placeOf.set(symbol, specifier)
    const texts = declarations.map((declaration) => {
      this.#collect(declaration, named)
      const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
      const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
      const old = ts.getJSDocDeprecatedTag(declaration) ? '// deprecated\n' : ''
      return old + text.replace(/^export /, '')
    })
    const alias = symbol.name === name ? [] : [`export { ${symbol.name} as ${name} }`]
    return [...texts, ...alias].join('\n')
  }

  /** Remembers what a declaration names of this package without its being exported anywhere. */
  #collect(node: ts.Node, named: ts.Symbol[]): void {
    const visit = (child: ts.Node): void => {
      if (ts.isIdentifier(child)) {
        const found = this.#checker.getSymbolAtLocation(child)
        const symbol = found && this.#target(found)
        if (symbol && !this.#exported.has(symbol) && this.#isTopLevel(symbol)) named.push(symbol)
      }
      ts.forEachChild(child, visit)
    }
    visit(node)
  }

  #isTopLevel({ declarations = [] }: ts.Symbol): boolean {
    return declarations.some(
      (node) =>
        this.#isOurs(node) && ts.isSourceFile(ts.isVariableDeclaration(node) ? node.parent.parent.parent : node.parent),
    )
  }

  #isOurs(node: ts.Node): boolean {
    return node.getSourceFile().fileName.startsWith(`${this.#of.folder}/dist/`)
  }
}

function block(declarations: readonly string[]): string {
  return ['```ts', declarations.join('\n\n'), '```'].join('\n')
}

/** The package whose files declare it. */
function packageOf({ declarations = [] }: ts.Symbol): string {
  const file = declarations[0]?.getSourceFile().fileName ?? ''
  const short = /\/packages\/([^/]+)\/dist\//.exec(file)?.[1]
  return short === undefined
    ? (/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? 'elsewhere')
    : scope + short
}
