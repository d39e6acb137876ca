import { createClient } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'

const client = createClient({ baseUrl: 'https://harbour.example' })
const gql = graphql(client, { url: '/graphql' })

const file = await gql.query<{ vessel: { name: string } }>('query File($id: ID!) { vessel(id: $id) { name } }', {
  id: '1',
})
if (file.state === 'ok') console.log(file.data.vessel.name)
if (file.state === 'partial') console.log(file.data.vessel.name, 'with holes:', file.errors.length)
if (file.state === 'failed') console.log(file.error.message)
