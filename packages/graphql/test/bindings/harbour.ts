import { type Plugin, type Session, anonymousSession } from '@fairlead/core'
import { type Asked, graphqlResponse, parts, streamed } from '../support/scripted-fetch.ts'

/** What the pages of the bindings ask for. */
export const FILE = 'query File($id: ID!) { vessel(id: $id) { id name } }'
export const RENAME = 'mutation Rename($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name } }'
export const DEFERRED = 'query Parts { vessel { id ... @defer { name } } }'

/** A server of one vessel, which has the name it was last given. It takes its time. */
export function vesselServer(delayMs = 0) {
  let name = 'Ever Given'
  return async ({ body, headers }: Asked): Promise<Response> => {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    const { query, variables } = JSON.parse(body) as { query: string; variables: { id: string; name?: string } }
    if (query.includes('@defer'))
      return streamed(
        'multipart/mixed; boundary="-"',
        parts([
          { data: { vessel: { id: '1' } }, pending: [{ id: '0', path: ['vessel'] }], hasNext: true },
          { incremental: [{ id: '0', data: { name } }], completed: [{ id: '0' }], hasNext: false },
        ]),
      )
    if (query.startsWith('mutation')) name = variables.name ?? name
    const who = headers.get('authorization')
    const vessel = { __typename: 'Vessel', id: variables.id, name: who === null ? name : `${name} of ${who}` }
    return graphqlResponse({ data: query.startsWith('mutation') ? { rename: vessel } : { vessel } })
  }
}

/** A session that a page signs in and out. */
export function switchedSession() {
  let ending = new AbortController()
  let epoch = 0
  let identity = ''
  const session: Session = {
    ...anonymousSession(),
    get state() {
      return identity === '' ? 'anonymous' : 'authenticated'
    },
    get identity() {
      return identity
    },
    get epoch() {
      return epoch
    },
    get signal() {
      return ending.signal
    },
  }
  const plugin: Plugin<'who'> = {
    name: 'who',
    install: () => ({
      session,
      layers: [
        {
          stage: 'authorize',
          handle: (request, next) =>
            next({ ...request, headers: { ...request.headers, ...(identity && { authorization: identity }) } }),
        },
      ],
    }),
  }
  return {
    plugin,
    become(who: string) {
      identity = who
      epoch++
      const old = ending
      ending = new AbortController()
      old.abort(new Error('the epoch has ended'))
    },
  }
}
