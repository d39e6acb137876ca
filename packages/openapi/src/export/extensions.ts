/** The members of an object that are extensions of the document, with their names. */
export function extensionsOf(docs: object): Record<`x-${string}`, unknown> {
  return Object.fromEntries(Object.entries(docs).filter(([name]) => name.startsWith('x-')))
}
