import { configError } from '@fairlead/core'
import { headerText } from '../header-text.ts'
import type { Strategy } from '../strategy.ts'

/** An API key and where it goes. */
export interface ApiKeyOptions {
  /** @defaultValue 'x-api-key' */
  readonly header?: string
  /** The key, or where it is looked up each time. */
  readonly value: string | (() => string)
  /** Whose key it is, where several are used with one cache. @defaultValue one that nobody else has */
  readonly identity?: string
}

/** A key in a header. Never in a URL, where logs and histories would keep it. */
export function apiKey({ header = 'x-api-key', value, identity }: ApiKeyOptions): Strategy<never> {
  if (!value) throw configError('apiKey: `value` is missing')
  return {
    name: 'apiKey',
    initial: { identity },
    sign: () => ({
      headers: { [header.toLowerCase()]: headerText(typeof value === 'function' ? value() : value, 'API key') },
    }),
  }
}
