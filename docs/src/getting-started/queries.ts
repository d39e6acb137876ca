import { createQueries } from '@fairlead/query'
import { client } from './client.ts'

export const q = createQueries(client)
