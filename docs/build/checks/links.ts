import { linkable } from './outside.ts'
import type { Page, Site } from './site.ts'

/** The links of all pages that lead nowhere, to a heading that is not there, or to a site that is not on the list. */
export function linkProblems(site: Site): readonly string[] {
  return [...site.pages.values()].flatMap((page) =>
    page.tags
      .filter(({ name, attributes }) => name === 'a' && attributes['href'] !== undefined)
      .map(({ attributes }) => problemOf(site, page, attributes['href'] ?? ''))
      .filter((problem) => problem !== undefined),
  )
}

function problemOf({ pages, files }: Site, page: Page, href: string): string | undefined {
  const here = new URL(page.url, 'http://site')
  const to = new URL(href, here)
  if (to.protocol === 'mailto:') return undefined
  if (to.origin !== here.origin)
    return Object.hasOwn(linkable, to.hostname) && to.protocol === 'https:'
      ? undefined
      : `${page.url}: links to ${href}`
  const path = decodeURI(to.pathname)
  const target = pages.get(path)
  if (target === undefined) return files.has(path) ? undefined : `${page.url}: ${href} leads nowhere`
  const anchor = decodeURIComponent(to.hash.slice(1))
  return anchor === '' || target.ids.has(anchor) ? undefined : `${page.url}: ${href} names no heading`
}
