import type { Layout } from './layout.ts'
import { Imports, compare, printModule } from './module.ts'
import type { PrintContext } from './settings.ts'
import { quoted } from './text.ts'

/** The contract: each group as one of its members, in the order of their names. */
export function indexModule(context: PrintContext): string {
  const { names, extension, mark } = context
  const groups = names.groups.toSorted((one, other) => compare(one.name, other.name))
  const exports = groups.map(({ name, file }): string => `export * as ${name} from ${quoted(`./${file}${extension}`)}`)
  return printModule(mark, new Imports(), [exports.length > 0 ? lines(exports) : 'export {}'])
}

function lines(statements: readonly string[]): Layout {
  return statements.join('\n')
}
