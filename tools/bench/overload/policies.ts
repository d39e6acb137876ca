import type { RetryBudget } from '@fairlead/core'
import { browser, gradient2, queue, server } from '@fairlead/queue'
import { type Policy, fairlead } from './simulate.ts'

/** A budget that never says no: what most retry helpers have. */
const unlimited: RetryBudget = { deposit: () => {}, withdraw: () => true }

/** The retry quota of the AWS SDKs: 500 tokens, 10 for a retry after a timeout, which all here are, one back with each success. */
function quota(): { readonly budget: RetryBudget; succeed(): void } {
  let tokens = 500
  return {
    budget: {
      deposit: () => {},
      withdraw() {
        if (tokens < 10) return false
        tokens -= 10
        return true
      },
    },
    succeed() {
      tokens = Math.min(500, tokens + 1)
    },
  }
}

/** Fairlead as it is shipped, by what is turned on. */
export const ours = {
  'Fairlead core, budget of 10 %': fairlead(() => ({})),
  'Fairlead, preset browser': fairlead(() => ({ plugins: [queue(browser)] })),
  'Fairlead, preset server': fairlead(() => ({ plugins: [queue(server)] })),
  'Fairlead, server with gradient2': fairlead(() => ({
    plugins: [queue({ ...server, concurrency: gradient2({ initial: 20, max: 500 }) })],
  })),
} satisfies Record<string, Policy>

/** What others do, on the same core, so that nothing else differs. */
export const usual: Readonly<Record<string, Policy>> = {
  'no retry': fairlead(() => ({ retry: false })),
  'backoff with full jitter': fairlead(() => ({ retry: { limit: 3, budget: unlimited } })),
  'AWS retry quota': (clock, model) => {
    const { budget, succeed } = quota()
    const call = fairlead(() => ({ retry: { limit: 3, budget } }))(clock, model)
    return async (key) => {
      const answer = await call(key)
      succeed()
      return answer
    }
  },
}
