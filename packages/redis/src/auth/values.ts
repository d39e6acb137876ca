import { checkJson } from '@fairlead/auth'
import { FairleadError } from '@fairlead/core'

/** Encrypts and decrypts text, with a key that Redis does not have. */
export interface Seal {
  encrypt(text: string): string | Promise<string>
  /** Throws for what `encrypt` has not made. */
  decrypt(text: string): string | Promise<string>
}

/** The first letter of what is kept. */
const OPEN = 'j'
const SEALED = 's'

/** @throws `config` for what JSON cannot hold */
export async function toText(value: unknown, seal: Seal | undefined): Promise<string> {
  checkJson(value, 'redisCoordinator')
  const text = JSON.stringify(value)
  return seal ? SEALED + (await seal.encrypt(text)) : OPEN + text
}

/** @throws `auth` with reason `store-corrupt`; what was open is not believed where there is a seal */
export async function fromText(text: string, seal: Seal | undefined): Promise<unknown> {
  try {
    if (text.startsWith(seal ? SEALED : OPEN)) {
      const rest = text.slice(1)
      return JSON.parse(seal ? await seal.decrypt(rest) : rest)
    }
  } catch {
    // What failed may quote the value.
  }
  const what = 'redisCoordinator: an entry does not hold what was written, or under another seal; it is left as it is'
  throw new FairleadError('auth', { method: 'AUTH', template: 'store' }, what, { reason: 'store-corrupt' })
}
