import { configError } from '@fairlead/core'
import type { Strategy } from '../strategy.ts'

/** A name and a password of a program. */
export interface BasicOptions {
  readonly username: string
  readonly password: string
}

/** HTTP Basic authentication (RFC 7617), in UTF-8. */
export function basic({ username, password }: BasicOptions): Strategy<never> {
  if (!username || username.includes(':')) throw configError('basic: `username` is empty or has a colon')
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  const authorization = `Basic ${btoa(String.fromCharCode(...bytes))}`
  return { name: 'basic', initial: { identity: username }, sign: () => ({ headers: { authorization } }) }
}
