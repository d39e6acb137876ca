import type { IncomingMessage } from 'node:http'

/** A request field of at most 100 printable characters; a longer one is ignored. */
export function fieldOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && /^[\x21-\x7e]{1,100}$/.test(value) ? value : undefined
}
