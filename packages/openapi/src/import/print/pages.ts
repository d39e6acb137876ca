import type { PaginationModel } from '../model.ts'

/** What is known of an endpoint's pages, as a sentence for its comment. */
export function pagesOf(pagination: PaginationModel | undefined): string | undefined {
  switch (pagination?.kind) {
    case 'link':
      return 'Comes in pages: the Link field of an answer has the address of the next one.'
    case 'cursor':
      return `Comes in pages: the answer's \`${pagination.next}\` is the \`${pagination.cursor}\` of the next one.`
    case 'page':
      return `Comes in pages, counted from 1 by \`${pagination.page}\`; \`${pagination.size}\` is how many items one has.`
    case undefined:
      return undefined
  }
}
