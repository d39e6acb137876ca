import { auditGraphQLClient, formatReport } from '@fairlead/testing/graphql'

const report = await auditGraphQLClient(({ url, fetch, headers }) => {
  const ask = async (query: string, variables?: object) => {
    const body = JSON.stringify({ query, variables })
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    })
    return (await response.json()) as { data?: unknown; errors?: { message: string }[] }
  }
  return { query: ask, mutate: ask }
})
console.log(formatReport(report))
