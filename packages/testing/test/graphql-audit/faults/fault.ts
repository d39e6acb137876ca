import type { AuditedListener, AuditedOutcome, AuditedOptions, ConnectAudited } from '@fairlead/testing/graphql'
import type { Operation } from '../encode.ts'
import { type ClientParts, goodParts, minimalClient } from '../minimal-client.ts'

/** A client with one fault, the audits that find it, and a bit of what each of them says. */
export interface Fault {
  readonly fault: string
  readonly fails: Readonly<Record<string, string>>
  readonly connect: ConnectAudited
}

type Request = ReturnType<ClientParts['requestOf']>

/** Changes what is sent. */
export function sends(change: (request: Request, operation: Operation, url: string) => Request): ConnectAudited {
  return minimalClient({ requestOf: (operation, url) => change(goodParts.requestOf(operation, url), operation, url) })
}

/** Changes the members of what is sent. */
export function sendsMembers(change: (members: Record<string, unknown>) => object): ConnectAudited {
  return sends((request) => {
    if (typeof request.body !== 'string') return request
    return { ...request, body: JSON.stringify(change(JSON.parse(request.body) as Record<string, unknown>)) }
  })
}

/** Changes what is told. */
export function tells(
  change: (outcome: AuditedOutcome, options: AuditedOptions) => AuditedOutcome,
  parts: Partial<ClientParts> = {},
): ConnectAudited {
  return async (options) => {
    const good = await minimalClient(parts)(options)
    const heard = (listener: AuditedListener): AuditedListener => ({
      ...listener,
      next: (outcome) => listener.next(change(outcome, options)),
    })
    return {
      ...good,
      query: async (...call) => change(await good.query(...call), options),
      stream: (document, variables, listener) => good.stream?.(document, variables, heard(listener)) ?? (() => {}),
      subscribe: (document, variables, listener) =>
        good.subscribe?.(document, variables, heard(listener)) ?? (() => {}),
    }
  }
}

/** Changes a response before it is read. */
export function receives(change: (response: Response) => Response | Promise<Response>): ConnectAudited {
  return (options) => minimalClient()({ ...options, fetch: async (...call) => change(await options.fetch(...call)) })
}

/** A copy without some of its members. */
export function without<T extends object, Name extends keyof T>(value: T, ...names: Name[]): Omit<T, Name> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name as Name))) as Omit<T, Name>
}
