import { type AuthFailure, authError } from '../../errors.ts'

/** Why a store of tokens did not do what it was asked. */
export type StoreReason =
  /** It cannot be opened, read or written here and now. */
  | 'store-failed'
  /** What it holds is not what was written; it is left as it is. */
  | 'store-corrupt'

const STORE = { method: 'AUTH', template: 'store' }

/** An `auth` error of a store. Names the cause by its code alone, for the platform's messages quote paths and values. */
export function storeError(reason: StoreReason, what: string, error?: unknown): AuthFailure {
  const code = error === undefined ? undefined : codeOf(error)
  return authError(reason, code === undefined ? what : `${what} (${code})`, code === undefined ? {} : { code }, STORE)
}

/** The code of a system error or the name of a DOM exception. */
export function codeOf(error: unknown): string | undefined {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  return [code, name].find((each) => typeof each === 'string')
}
