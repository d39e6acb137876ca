import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Tag, tagsOf } from './tags.ts'

/** A page of the built site. */
export interface Page {
  /** Where it is served: `/guide/retries/`. */
  readonly url: string
  readonly html: string
  readonly tags: readonly Tag[]
  readonly ids: ReadonlySet<string>
}

/** A built site, read from its folder. */
export interface Site {
  readonly pages: ReadonlyMap<string, Page>
  /** Each file by the path it is served at. */
  readonly files: ReadonlySet<string>
  /** The text of a file. */
  read(file: string): string
}

/** Reads the built site in a folder. */
export function readSite(folder: string): Site {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`)
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const pages = files.filter((file) => file.endsWith('.html')).map((file) => pageOf(file, read(file)))
  return { pages: new Map(pages.map((page) => [page.url, page])), files: new Set(files), read }
}

function pageOf(file: string, html: string): Page {
  const tags = tagsOf(html)
  const ids = tags.map(({ attributes }) => attributes['id']).filter((id) => id !== undefined)
  return { url: file.replace(/index\.html$/, ''), html, tags, ids: new Set(ids) }
}
