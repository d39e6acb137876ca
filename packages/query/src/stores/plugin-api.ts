import { configError } from '@fairlead/core'
import type { QueryHost } from '../query-host.ts'

/** The API of a plugin of the client whose queries these are. @throws `config` where the client has none */
export function pluginApi({ client, api }: QueryHost, name: string): unknown {
  const found = (client as unknown as Readonly<Record<string, unknown>>)[name]
  if (found) return found
  throw configError(`the client of ${api} has no \`${name}()\`; add it to its plugins`)
}
