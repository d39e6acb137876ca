import { commentText } from './text.ts'

/** What a comment says. */
export interface CommentParts {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly deprecated?: boolean | undefined
  readonly format?: string | undefined
  /** As code. */
  readonly defaultValue?: string | undefined
}

const MAX_LINE = 110
const MAX_DEFAULT = 80

/** The lines of a JSDoc comment with a line break at its end, or an empty text where there is nothing to say. */
export function jsdoc({ title, description, deprecated, format, defaultValue }: CommentParts): string {
  const lines = [title, title && title === description ? undefined : description]
    .filter((text) => typeof text === 'string' && text.trim() !== '')
    .flatMap((text, index) => [...(index > 0 ? [''] : []), ...commentText((text as string).trim())])
  const tags = [
    ...(format ? [`@format ${oneLine(format)}`] : []),
    ...(defaultValue !== undefined && defaultValue.length <= MAX_DEFAULT
      ? [`@defaultValue ${codeOf(defaultValue)}`]
      : []),
    ...(deprecated ? ['@deprecated'] : []),
  ]
  if (lines.length + tags.length === 0) return ''
  const short = [...lines, ...tags].join(' ')
  if (lines.length <= 1 && tags.length <= 1 && short.length <= MAX_LINE) return `/** ${short} */\n`
  const all = [...lines, ...(lines.length > 0 && tags.length > 0 ? [''] : []), ...tags]
  return `/**\n${all.map((text) => ` * ${text}`.trimEnd()).join('\n')}\n */\n`
}

function oneLine(text: string): string {
  return commentText(text).join(' ')
}

function codeOf(text: string): string {
  return text.includes('`') ? oneLine(text) : `\`${oneLine(text)}\``
}
