import { type Layout, choice, group, indent, join, line, render } from './layout.ts'
import { quoted } from './text.ts'

/** The imports of a module, which it takes as it is printed. */
export class Imports {
  readonly #modules = new Map<string, Map<string, 'type' | 'value'>>()

  /** Imports a name, and gives it back. */
  take(name: string, from: string, kind: 'type' | 'value' = 'value'): string {
    const names = this.#modules.get(from) ?? new Map<string, 'type' | 'value'>()
    if (kind === 'value' || !names.has(name)) names.set(name, kind)
    this.#modules.set(from, names)
    return name
  }

  /** The import statements: packages first, each list of names in order. */
  print(): Layout[] {
    const modules = [...this.#modules].toSorted(([one], [other]) => rank(one) - rank(other) || compare(one, other))
    return modules.map(([from, names]) => {
      const typesOnly = [...names.values()].every((kind) => kind === 'type')
      const sorted = [...names].toSorted(([one], [other]) => compare(one, other))
      const parts = sorted.map(([name, kind]) => (kind === 'type' && !typesOnly ? `type ${name}` : name))
      return [
        typesOnly ? 'import type ' : 'import ',
        group(['{', indent([line, join(parts, [',', line])]), choice(','), line, '}']),
        ` from ${quoted(from)}`,
      ]
    })
  }
}

function rank(module: string): number {
  return module.startsWith('.') ? 1 : 0
}

/** The order of code units, the same on every machine. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** The text of a module: what it is, its imports, and its statements with a line between each two. */
export function printModule(mark: string, imports: Imports, statements: readonly Layout[]): string {
  const importing = imports.print()
  const blocks = importing.length > 0 ? [join(importing, '\n'), ...statements] : statements
  return `${mark}\n/* eslint-disable */\n\n${blocks.map((block) => render(block)).join('\n\n')}\n`
}
