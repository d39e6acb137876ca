/** What a Markdown file without front matter says of itself. */
export interface Heading {
  readonly title: string
  readonly description: string
}

/**
 * Reads title and description of a Markdown text: its first heading, and the first sentences below it.
 * @throws Error when the text does not begin with a heading
 */
export function headingOf(text: string, file: string): Heading {
  const [, title] = /^# (.+)$/m.exec(text) ?? []
  if (title === undefined) throw new Error(`${file} has no front matter and no heading: a page needs a title.`)
  const below = text.slice(text.indexOf(title) + title.length)
  const paragraph = below.split(/\n{2,}/).find((block) => /^[\w*`[@]/.test(block.trim()))
  return { title: plain(title), description: shortened(plain(paragraph ?? title)) }
}

/** Markdown without its marks. */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*([^*]+)\*\*/g, '$1')
    .replaceAll(/[`\\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** The sentences that fit into what search engines and readers are shown of a page. */
function shortened(text: string): string {
  if (text.length <= 180) return text
  const end = text.lastIndexOf('. ', 180)
  return end > 60 ? text.slice(0, end + 1) : `${text.slice(0, text.lastIndexOf(' ', 170))} …`
}
