import { linkProblems } from './links.ts'
import { loadProblems } from './loads.ts'
import { pageProblems } from './pages.ts'
import { sidebarProblems } from './sidebar.ts'
import { readSite } from './site.ts'

/**
 * Everything that is wrong with a built site, one line each: pages without a title, dead links, what would be loaded from
 * another host, pages that nobody finds.
 */
export function problemsOf(folder: string): readonly string[] {
  const site = readSite(folder)
  const problems = [...pageProblems(site), ...linkProblems(site), ...loadProblems(site), ...sidebarProblems(site)]
  return [...new Set(problems)].toSorted()
}
