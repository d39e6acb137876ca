import type { Info } from '../../document/openapi.ts'
import { commentText } from '../print/text.ts'

const START = '// Made by fairlead-openapi'
const MAX_CHARS = 80

/** The first line of a file that we write: what it is made from, and that it is ours to replace. */
export function markOf({ title, version }: Info): string {
  const source = commentText(`${title} ${version}`).join(' ').trim().slice(0, MAX_CHARS).toWellFormed()
  return `${START} from ${source}. Do not edit: the next import writes it anew.`
}

/** Whether a file's text is one of ours. */
export function isMarked(text: string): boolean {
  return text.startsWith(`${START} from `)
}
