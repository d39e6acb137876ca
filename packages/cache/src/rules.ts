import { type SearchRule, canonicalUrl, parseNoVarySearch } from './policy/no-vary-search.ts'
import { pathOf } from './policy/url.ts'

/** What has been learnt of the queries that do not matter, by path. */
export interface SearchRules {
  /** The URL under which answers are found. */
  canonical(url: string): string
  /** Learns from an answer; the rule of the newest one holds. */
  learn(url: string, field: string | undefined): void
}

const MAX_PATHS = 500

/** Makes the memory of No-Vary-Search. */
export function createSearchRules(): SearchRules {
  const rules = new Map<string, SearchRule>()
  return {
    canonical(url) {
      const rule = rules.size > 0 ? rules.get(pathOf(url)) : undefined
      return rule ? canonicalUrl(url, rule) : url
    },
    learn(url, field) {
      if (field === undefined && rules.size === 0) return
      const path = pathOf(url)
      const rule = parseNoVarySearch(field)
      rules.delete(path)
      if (!rule) return
      rules.set(path, rule)
      if (rules.size > MAX_PATHS) for (const oldest of rules.keys()) return void rules.delete(oldest)
    },
  }
}
