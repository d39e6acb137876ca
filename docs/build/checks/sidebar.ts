import type { Site } from './site.ts'

/** Pages that are reached otherwise: the home, the page for addresses that lead nowhere. */
const apart = ['/', '/404.html']

/** Pages that the sidebar does not have, or has more than once. */
export function sidebarProblems({ pages }: Site): readonly string[] {
  const any = [...pages.values()].find(({ html }) => html.includes('sidebar-content'))
  const sidebar = /<ul class="top-level[^]*?<\/nav>/.exec(any?.html ?? '')?.[0] ?? ''
  const links = [...sidebar.matchAll(/<a href="([^"#?]+)"/g)].map(([, href = '']) => href)
  const missing = [...pages.keys()].filter((url) => !apart.includes(url) && !links.includes(url))
  const twice = links.filter((url, index) => links.indexOf(url) !== index)
  return [
    ...missing.map((url) => `${url}: is not in the sidebar; add it to docs/src/sidebar/groups.ts`),
    ...[...new Set(twice)].map((url) => `${url}: is in the sidebar twice`),
  ]
}
