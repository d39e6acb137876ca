import { configError } from '@fairlead/core'
import { isSecure } from '../origins.ts'

/**
 * A URL of the server, whether an option or its own metadata says so: https, or plain HTTP on this machine itself.
 *
 * @throws `config` that names the field
 */
export function checkedUrl(text: string | undefined, field = 'an endpoint of the server'): URL {
  const url = URL.parse(text ?? '')
  if (!url) throw configError(`${field} is missing or no absolute URL; copy it from the server's own documents`)
  if (!/^https?:$/.test(url.protocol) || !isSecure(url))
    throw configError(`${field} is no https URL; use https (only this machine itself may go without)`)
  return url
}
