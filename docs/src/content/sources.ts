import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository, whose files the pages are. */
export const repository: string = fileURLToPath(new URL('../../..', import.meta.url))

/** Where pages come from: a folder or a file of the repository, and the path of the site that it has. */
export interface Source {
  readonly from: string
  readonly to: string
  /** Of a file whose own title says too little beside other pages. */
  readonly title?: string
}

/** Every place of the repository that pages are made of. */
export const sources: readonly Source[] = [
  { from: 'docs/guide', to: 'guide' },
  { from: 'docs/decisions', to: 'decisions' },
  { from: 'docs/generated/reference', to: 'reference' },
  { from: 'packages/ws/PROTOCOL.md', to: 'reference/ws-protocol' },
  { from: 'tools/bench/README.md', to: 'benchmarks/method', title: 'How the benchmarks measure' },
  { from: 'docs/pages', to: '' },
]

/** Globs of the files that are pages, below the repository. */
export const patterns: readonly string[] = sources.map(({ from }) => (isPage(from) ? from : `${from}/**/*.{md,mdx}`))

/**
 * The path of the page that a file of the repository becomes, without slashes around it; `undefined` for a file that
 * is no page.
 * @param file relative to the repository
 */
export function pathOf(file: string): string | undefined {
  const path = file.split(sep).join('/')
  const source = sources.find(({ from }) => path === from || path.startsWith(`${from}/`))
  if (source === undefined || !isPage(path)) return undefined
  const below = path.slice(source.from.length + 1).replace(/\.mdx?$/, '')
  const parts = [...source.to.split('/'), ...below.split('/')].filter((part) => part !== '')
  if (parts.at(-1) === 'README' || (parts.at(-1) === 'index' && parts.length > 1)) parts.pop()
  return parts.join('/')
}

/** The title that a file has on the site alone, if any. */
export function titleOf(file: string): string | undefined {
  return sources.find(({ from }) => from === file)?.title
}

/** A file beside the guide pages that is served as it is. */
export interface ServedFile {
  /** Relative to the repository. */
  readonly file: string
  readonly url: string
}

/** The files that guide pages offer: dashboards and rules to load elsewhere. */
export function servedFiles(): readonly ServedFile[] {
  const guide = 'docs/guide'
  return readdirSync(join(repository, guide), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !isPage(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .map((file) => ({ file, url: `/guide/${file.slice(guide.length + 1)}` }))
}

/**
 * The address on the site of what a relative link names: a page, or a file that is served as it is.
 * @param from the file the link is in, relative to the repository
 * @returns `undefined` for a file of the repository that the site does not have; the link itself when nothing is there, which
 * the checks of the built site find
 */
export function urlOf(from: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#')
  const absolute = join(repository, dirname(from), decodeURI(path))
  if (!existsSync(absolute)) return link
  const file = relative(repository, absolute).split(sep).join('/')
  const hash = anchor === undefined ? '' : `#${anchor}`
  const page = pathOf(file)
  if (page !== undefined) return `/${page === 'index' ? '' : `${page}/`}${hash}`
  return servedFiles().find((served) => served.file === file)?.url
}

function isPage(path: string): boolean {
  return /\.mdx?$/.test(path)
}
