/** Bounds how many tries beyond the first all calls to an origin make together: retries and hedges alike. */
export interface RetryBudget {
  /** Notes a call's first try, which earns a part of a retry. */
  deposit(origin: string, nowMs: number): void
  /** Takes one retry, if there is one. */
  withdraw(origin: string, nowMs: number): boolean
}

/** How much a budget allows. */
export interface RetryBudgetOptions {
  /** Retries earned by each call. @defaultValue 0.1 */
  readonly ratio?: number
  /** Retries there are to begin with and at most; also what comes back in a minute without calls. @defaultValue 10 */
  readonly reserve?: number
}

const REFILL_MS = 60_000
const MAX_ORIGINS = 1000

/**
 * Makes a budget to share between clients. Kept per origin, at most 1,000 of them.
 *
 * @see Finagle's RetryBudget and gRPC's retry throttling, which bound a storm the same way
 */
export function createRetryBudget({ ratio = 0.1, reserve = 10 }: RetryBudgetOptions = {}): RetryBudget {
  const accounts = new Map<string, { balance: number; at: number }>()
  const change = (origin: string, nowMs: number, earned: number, spent: number): boolean => {
    let account = accounts.get(origin)
    if (!account) {
      if (accounts.size >= MAX_ORIGINS) accounts.delete(accounts.keys().next().value as string)
      accounts.set(origin, (account = { balance: reserve, at: nowMs }))
    }
    const refill = (Math.max(0, nowMs - account.at) / REFILL_MS) * reserve
    const balance = Math.min(reserve, account.balance + refill + earned) - spent
    // Ten deposits of 0.1 are a little less than one.
    if (balance < -1e-9) return false
    account.balance = balance
    account.at = nowMs
    return true
  }
  return {
    deposit: (origin, nowMs) => void change(origin, nowMs, ratio, 0),
    withdraw: (origin, nowMs) => change(origin, nowMs, 0, 1),
  }
}
