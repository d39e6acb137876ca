/** What a handler throws to tell the client why: `code` and `message` are sent, and `data` if there is any. */
export interface Refusal extends Error {
  readonly code: string
  readonly data?: unknown
}

const REFUSAL = Symbol.for('fairlead.refusal')

/** Makes what a handler throws so that its client is told; of any other error the client is told nothing. */
export function refusal(code: string, message: string, data?: unknown): Refusal {
  return Object.assign(new Error(message), { code, data, [REFUSAL]: true })
}

/** Whether {@link refusal} made it. */
export function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && REFUSAL in error
}
