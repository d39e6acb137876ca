import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Outgoing } from './send.ts'

/**
 * A storable answer with its validator, a hash of its body; 304 without a body where the client has that one already
 * (RFC 9110 sections 8.8.3 and 13.1.2). What may not be stored is left as it is.
 */
export function conditional({ method, headers }: IncomingMessage, reply: Outgoing): Outgoing {
  if (method !== 'GET' || reply.status !== 200 || reply.headers?.['cache-control'] === undefined) return reply
  const etag = `"${createHash('sha256').update(reply.body).digest('base64url').slice(0, 22)}"`
  const tagged = { ...reply, headers: { ...reply.headers, etag } }
  return hasBeen(headers['if-none-match'], etag) ? { ...tagged, status: 304, body: '' } : tagged
}

/** Whether a list of entity tags has this one, in the weak comparison that If-None-Match asks for. */
function hasBeen(field: string | undefined, etag: string): boolean {
  if (field === undefined) return false
  return field.trim() === '*' || field.split(/,\s*/).some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
