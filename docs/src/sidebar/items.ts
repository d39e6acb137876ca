import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { entryPoints } from '../../build/entry-points.ts'
import { pathOf, repository } from '../content/sources.ts'
import { groups } from './groups.ts'

/** An item of Starlight's sidebar: a page, which says its own name, or a group. */
export type Item = { slug: string; label?: string } | { label: string; collapsed: boolean; items: Item[] }

/** The sidebar: the groups that are written by hand, then what follows the repository by itself. */
export function sidebar(): Item[] {
  return [
    ...groups.map(({ label, open = false, pages }) =>
      group(
        label,
        !open,
        pages.map((slug) => ({ slug })),
      ),
    ),
    group('API reference', true, [{ slug: 'reference', label: 'All packages' }, ...reference()]),
    group('Decisions', true, decisions()),
  ]
}

function group(label: string, collapsed: boolean, items: Item[]): Item {
  return { label, collapsed, items }
}

/** A group for each package that has several entry points, a page for each that has one. */
function reference(): Item[] {
  const packages = Map.groupBy(entryPoints(), ({ page }) => page.split('/')[0] ?? page)
  return [...packages].map(([name, entries]) => {
    const items = entries.map(({ specifier, page }) => ({ slug: `reference/${page}`, label: specifier }))
    return items.length === 1 && items[0] !== undefined ? items[0] : group(`@fairlead/${name}`, true, items)
  })
}

function decisions(): Item[] {
  const files = readdirSync(join(repository, 'docs/decisions')).toSorted()
  const pages = files.map((file) => pathOf(join('docs/decisions', file))).filter((page) => page !== undefined)
  return pages.toSorted().map((slug) => ({ slug }))
}
