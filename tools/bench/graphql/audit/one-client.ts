// Audits one client in a process of its own and prints its report as JSON. Arguments: the name of the client, the settings.
import { auditGraphQLClient } from '@fairlead/testing/graphql'
import type { Settings } from '../clients/client.ts'
import { clients } from '../clients/clients.ts'

const [, , wanted, settings = 'best'] = process.argv
const client = clients.find(({ name }) => name === wanted)
if (client === undefined) throw new Error(`There is no client '${wanted}'.`)

// What a client says while it fails is none of the report.
console.warn = console.error = console.debug = () => {}
// A rejection that nobody handles is for the audits to find.
process.on('unhandledRejection', () => {})
const { results } = await auditGraphQLClient(await client.audited(settings as Settings))
const found = results.map(({ audit: { id, level }, verdict, reason }) => ({ id, level, verdict, reason }))
process.stdout.write(JSON.stringify(found), () => process.exit())
