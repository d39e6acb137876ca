import type { Page, Site } from './site.ts'

/** What is wrong with what each page says of itself: its title, its description, its heading, and its place in the search. */
export function pageProblems({ pages, files }: Site): readonly string[] {
  const problems = [...pages.values()].flatMap((page) => problemsOf(page).map((problem) => `${page.url}: ${problem}`))
  const found = [...files].filter((file) => /^\/pagefind\/fragment\/.+\.pf_fragment$/.test(file)).length
  const searchable = [...pages.values()].filter(({ html }) => html.includes('data-pagefind-body')).length
  if (found === 0 || found < searchable) problems.push(`search: ${found} of ${searchable} pages are found`)
  return problems
}

function problemsOf({ url, html, tags }: Page): readonly string[] {
  const description = tags.find(({ name, attributes }) => name === 'meta' && attributes['name'] === 'description')
  const headings = tags.filter(({ name }) => name === 'h1').length
  const ids = tags.map(({ attributes }) => attributes['id']).filter((id) => id !== undefined)
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  // The page for addresses that lead nowhere says nothing of itself.
  const isApart = url === '/404.html'
  return [
    ...(/<title>[^<]+<\/title>/.test(html) ? [] : ['no title']),
    ...((description?.attributes['content'] ?? '') === '' && !isApart ? ['no description'] : []),
    ...(/<div class="sl-markdown-content">\s*<\/div>/.test(html) && !isApart
      ? ['no text: it could not be rendered']
      : []),
    ...(headings === 1 ? [] : [`${headings} headings of the first level`]),
    ...[...new Set(twice)].map((id) => `id ${id} is there twice`),
  ]
}
