import { type AnyEndpoint, isEndpoint } from './endpoint.ts'

type Caller = (endpoint: AnyEndpoint, input?: object, options?: object) => unknown

/** The endpoints of a contract as functions, in the contract's own shape. What is neither endpoint nor module is left out. */
export function apiOf(contract: object, request: Caller): Record<string, unknown> {
  const api: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, value] of Object.entries(contract) as [string, unknown][]) {
    if (isEndpoint(value)) {
      api[name] = Object.assign((input?: object, options?: object) => request(value, input, options), {
        endpoint: value,
      })
    } else if (isContractGroup(value)) api[name] = apiOf(value, request)
  }
  return api
}

/**
 * Whether a value in a contract holds endpoints. Modules have no prototype, plain objects the usual one; schemas and classes have others.
 */
export function isContractGroup(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || '~standard' in value) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
