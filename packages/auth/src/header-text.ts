import { authError } from './errors.ts'

/**
 * A credential as header text. The platform's own error for a bad one quotes it, so it is checked here.
 *
 * @throws `auth` without the value
 */
export function headerText(credential: string | undefined, what: string): string {
  if (credential !== undefined && /^[\x21-\x7e]+$/.test(credential)) return credential
  throw authError('bad-credential', `the ${what} is ${credential ? 'text that no header can carry' : 'missing'}`)
}
