import { type SearchRule, canonicalUrl, parseNoVarySearch } from './policy/no-vary-search.ts'
import { pathOf } from './policy/url.ts'

/** A URL, and the one under which its answers are found. */
export interface Place {
  readonly url: string
  readonly canonical: string
  /** Whether part of its query is known not to matter. */
  readonly isRuled: boolean
}

/** What has been learnt of the queries that do not matter, by path. */
export interface SearchRules {
  /** Where the answers for a URL are found. */
  find(url: string): Place
  /** Learns from an answer; the rule of the newest one holds. */
  learn(url: string, field: string | undefined): void
}

const MAX_PATHS = 500

/** Makes the memory of No-Vary-Search. */
export function createSearchRules(): SearchRules {
  const rules = new Map<string, SearchRule>()
  return {
    find(url) {
      const rule = rules.size > 0 ? rules.get(pathOf(url)) : undefined
      return { url, canonical: rule ? canonicalUrl(url, rule) : url, isRuled: rule !== undefined }
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
