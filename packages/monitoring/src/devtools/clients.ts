import { type AnyClient, hostOf } from '@fairlead/core'

/** Clients by the names that a person chooses them by. */
export type NamedClients = Readonly<Record<string, AnyClient>>

/** The clients of whoever has one, which needs no name, or several. @throws `config` for what `createClient` did not make */
export function namedClients(given: AnyClient | NamedClients): NamedClients {
  const all = Object.values(given) as AnyClient[]
  const isOne = typeof given['withSession'] === 'function' || all.length === 0
  for (const client of isOne ? [given as AnyClient] : all) hostOf(client)
  return isOne ? { '': given as AnyClient } : { ...(given as NamedClients) }
}
