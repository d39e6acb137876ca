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

/**
 * Makes a budget to share between clients. Kept per origin, at most 1,000 of them.
 *
 * @see Finagle's RetryBudget and gRPC's retry throttling, which bound a storm the same way
 */
export function createRetryBudget({ ratio = 0.1, reserve = 10 }: RetryBudgetOptions = {}): RetryBudget {
  const accounts = new Map<string, { balance: number; at: number }>()
  const add = (origin: string, nowMs: number, amount: number): { balance: number } => {
    let account = accounts.get(origin)
    if (!account) {
      const [oldest] = accounts.keys()
      if (accounts.size >= 1000 && oldest !== undefined) accounts.delete(oldest)
      accounts.set(origin, (account = { balance: reserve, at: nowMs }))
    }
    const refill = (Math.max(0, nowMs - account.at) / REFILL_MS) * reserve
    account.balance = Math.min(reserve, account.balance + refill + amount)
    account.at = nowMs
    return account
  }
  return {
    deposit: (origin, nowMs) => void add(origin, nowMs, ratio),
    withdraw(origin, nowMs) {
      const account = add(origin, nowMs, 0)
      // Ten deposits of 0.1 are a little less than one.
      if (account.balance < 1 - 1e-9) return false
      account.balance -= 1
      return true
    },
  }
}
