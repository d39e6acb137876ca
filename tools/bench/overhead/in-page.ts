// Bundled and run in a page: the cases of Node, by name.
import { bare, cases } from './cases.ts'
import { type Measured, measure } from './measure.ts'

declare global {
  /** Measures one case in the page. */
  var measureCase: (name: string) => Promise<Measured>
}

globalThis.measureCase = async (name) => {
  const found = cases.find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no case '${name}'.`)
  return measure(bare, await found.make(), () => performance.now() * 1000)
}
