import { isReserved } from '../names/taken.ts'
import type { Layout } from './layout.ts'
import { Imports, compare, printModule } from './module.ts'
import type { PrintContext } from './settings.ts'
import { quoted } from './text.ts'

/** The contract: each group as one of its members, in the order of their names. */
export function indexModule(context: PrintContext): string {
  const { names, extension, mark } = context
  const groups = names.groups.toSorted((one, other) => compare(one.name, other.name))
  const exports = groups.map(({ name, file }): string => {
    const from = quoted(`./${file}${extension}`)
    // The compiler takes some words of the language in this place alone.
    return isReserved(name)
      ? `import * as ${name}Group from ${from}\nexport { ${name}Group as ${name} }`
      : `export * as ${name} from ${from}`
  })
  return printModule(mark, new Imports(), [exports.length > 0 ? lines(exports) : 'export {}'])
}

function lines(statements: readonly string[]): Layout {
  return statements.join('\n')
}
