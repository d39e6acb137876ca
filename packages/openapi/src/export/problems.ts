import { configError } from '@fairlead/core'

const MAX_SHOWN = 20

/** What is wrong with a contract as a document: all of it is said at once. */
export interface Problems {
  readonly add: (problem: string) => void
  /** @throws `config` where there are any */
  readonly settle: () => void
}

/** Collects problems for one run of `of`. */
export function collectProblems(of: string): Problems {
  const found = new Set<string>()
  return {
    add: (problem) => found.add(problem),
    settle() {
      if (found.size === 0) return
      const shown = [...found].slice(0, MAX_SHOWN).map((problem) => `\n- ${problem}`)
      const more = found.size > MAX_SHOWN ? `\nand ${found.size - MAX_SHOWN} more` : ''
      throw configError(`${of}: ${found.size} of the contract cannot be shown:${shown.join('')}${more}`)
    },
  }
}
