import type { IncomingMessage, ServerResponse } from 'node:http'
import { useDeferStream } from '@graphql-yoga/plugin-defer-stream'
import type { GraphQLSchema } from 'graphql'
import { createSchema, createYoga } from 'graphql-yoga'
import type { Strike } from '../faults/plans.ts'
import { ProblemError } from '../http/problem-error.ts'
import { send } from '../http/send.ts'
import type { Asker } from './context.ts'
import { type FileDesk, createResolvers } from './resolvers.ts'
import { typeDefs } from './type-defs.ts'

/** The GraphQL part of the harbour. */
export interface GraphDesk {
  readonly schema: GraphQLSchema
  /** Answers one request, spoilt by the fault that strikes it. @throws ProblemError before anything is done */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    asker: Omit<Asker, 'signal'>,
    fault: Strike['fault'],
  ): Promise<void>
}

const MAX_REQUEST_BYTES = 2 * 1024 * 1024

/** Opens it. */
export function openGraphDesk(desk: FileDesk, endpoint: string): GraphDesk {
  const schema = createSchema({ typeDefs, resolvers: createResolvers(desk) as never })
  const yoga = createYoga<Partial<Asker>>({
    schema,
    graphqlEndpoint: endpoint,
    plugins: [useDeferStream()],
    graphiql: false,
    landingPage: false,
    cors: false,
    logging: false,
  })
  return {
    schema,
    async answer(request, response, asker, fault) {
      const { method = 'GET', headers } = request
      if (method !== 'POST')
        throw new ProblemError(
          { title: 'Method not allowed', status: 405, detail: 'Allowed: POST.' },
          { allow: 'POST' },
        )
      // Whoever does not say how much it is may send anything.
      if (!(Number(headers['content-length']) <= MAX_REQUEST_BYTES))
        throw new ProblemError({ title: 'Content too large', status: 413, detail: 'At most 2 MB, and say how much.' })
      const left = new AbortController()
      response.on('close', () => left.abort())
      const answer = await yoga.handleNodeRequestAndResponse(request, response, { ...asker, signal: left.signal })
      // Its length is not that of an answer that is spoilt.
      const { 'content-length': _length, ...headersOfAnswer } = Object.fromEntries(answer.headers)
      const fields = { ...headersOfAnswer, 'cache-control': 'no-store' }
      if (fault !== undefined)
        return send(response, { status: answer.status, headers: fields, body: await answer.text() }, fault)
      response.writeHead(answer.status, fields)
      try {
        for await (const chunk of answer.body ?? []) response.write(chunk)
        response.end()
      } catch {
        // The client has left, or is to hear that the rest does not come.
        response.destroy()
      }
    },
  }
}
