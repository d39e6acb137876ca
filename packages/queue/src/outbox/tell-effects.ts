import { type AnyEndpoint, type Host, type Session, isEndpoint } from '@fairlead/core'
import type { OutboxEntry } from './entry.ts'
import type { Answer } from './verdict.ts'

/**
 * Tells what the success of an entry changes and makes stale, where no call waits that would tell it: the program that made it has
 * ended, or is another tab. The contract knows its endpoint again by method and template; where it does not, there are the tags that
 * were stored.
 */
export async function tellEffects(
  { contract, callsOf, tags }: Host,
  session: Session | undefined,
  { method, template, input = {}, body, headers, tags: stored }: OutboxEntry,
  answer: Answer | undefined,
): Promise<void> {
  const endpoint = endpointIn(contract, method, template)
  if (!endpoint || !session || !answer) return tags.invalidate(stored)
  try {
    const sent = /\bjson\b/i.test(headers['content-type'] ?? '') ? { body: jsonOf(body) } : {}
    await callsOf(session).answered(endpoint, { ...input, ...sent }, answer)
  } catch {
    // Another version of the contract, or an answer that does not fit it.
    tags.invalidate(stored)
  }
}

function jsonOf(body: OutboxEntry['body']): unknown {
  return body && JSON.parse(new TextDecoder().decode(body))
}

function endpointIn(contract: object, method: string, template: string): AnyEndpoint | undefined {
  for (const value of Object.values(contract) as unknown[]) {
    const found = isEndpoint(value)
      ? value.method === method && value.path === template && value
      : isGroup(value) && endpointIn(value, method, template)
    if (found) return found
  }
  return undefined
}

/** Modules have no prototype, plain objects the usual one; schemas and classes have others. */
function isGroup(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || '~standard' in value) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
