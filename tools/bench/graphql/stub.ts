/** The endpoint that nothing is behind. */
export const url = 'https://harbour.example/graphql'

const items = Array.from({ length: 10 }, (_, i) => ({
  __typename: 'Vessel',
  imo: `${9_811_000 + i}`,
  name: `Ever Given ${i}`,
  length: 399.9,
  isMoored: i % 2 === 0,
  tags: ['cargo', 'large'],
}))
const body = JSON.stringify({ data: { vessels: items } })
const init = { status: 200, headers: { 'content-type': 'application/graphql-response+json; charset=utf-8' } }

/** Answers with ten vessels, whatever is asked. */
export const stub: typeof fetch = async () => new Response(body, init)

export const VESSELS =
  'query Vessels($page: Int!) { vessels(page: $page) { __typename imo name length isMoored tags } }'

/** Answers with the one vessel that is asked for. */
export const echo: typeof fetch = async (_, { body: asked } = {}) => {
  const { variables } = JSON.parse(String(asked)) as { readonly variables: { readonly imo: string } }
  const { imo } = variables
  const vessel = { __typename: 'Vessel', imo, id: imo, name: `Vessel ${imo}`, tags: ['cargo', 'large'] }
  return new Response(JSON.stringify({ data: { vessel } }), init)
}
