import { type AnyClient, hostOf } from '@fairlead/core'

/** Clients by the names that a person chooses them by. */
export type NamedClients = Readonly<Record<string, AnyClient>>

/** @throws `config` for what `createClient` did not make, given as the client or as one of several */
export function checkClients(given: AnyClient | NamedClients): void {
  const all = Object.values(given)
  // An object without a client is what is refused.
  for (const client of given['withSession'] || !all[0] ? [given as AnyClient] : all) hostOf(client)
}
