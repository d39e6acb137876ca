import {
  type AnyEndpoint,
  type EndpointInput,
  type Where,
  configError,
  isEndpoint,
  isFairleadError,
} from '@fairlead/core'

/** What is stored of a call. The endpoint's own rules are those of the worker that makes it. */
export interface CallJob {
  readonly method: string
  /** The path template. */
  readonly template: string
  readonly input: EndpointInput
  /** The Idempotency-Key it is sent with, every time. */
  readonly key: string
}

/** The endpoints of a contract by method and path template. */
export function endpointsOf(contract: object, found = new Map<string, AnyEndpoint>()): Map<string, AnyEndpoint> {
  for (const value of Object.values(contract) as unknown[]) {
    if (isEndpoint(value)) found.set(nameOf(value.method, value.path), value)
    else if (isPlain(value) && !('~standard' in value)) endpointsOf(value, found)
  }
  return found
}

/** The name of a job, such as `POST /berths/{id}`. */
export function nameOf(method: string, template: string): string {
  return `${method} ${template}`
}

/** The id of the job of a key: BullMQ takes no colons, and no numbers. */
export function jobIdOf(key: string): string {
  return encodeURIComponent(key).replace(/^(?=-?\d+$)./, (first) => `%${first.charCodeAt(0).toString(16)}`)
}

/** @throws `config` for an input that would not come back from JSON as it is */
export function checkJson(input: unknown, where: Where): void {
  try {
    JSON.stringify(input, function (this: Record<string, unknown>, name, value: unknown) {
      if (value !== this[name] || !isJson(value, Array.isArray(this)))
        throw configError(`the input cannot be stored: '${name}' is not JSON`, where)
      return value
    })
  } catch (error) {
    if (isFairleadError(error)) throw error
    throw configError('the input cannot be stored: it refers to itself', where)
  }
}

function isJson(value: unknown, isInList: boolean): boolean {
  if (value === undefined) return !isInList
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean'
  return value === null || Array.isArray(value) || isPlain(value)
}

/** Whether a value is an object of nobody's class, or a module. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
