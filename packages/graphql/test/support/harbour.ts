import { createServer, type Server } from 'node:http'
import { useAPQ } from '@graphql-yoga/plugin-apq'
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import { useDeferStream } from '@graphql-yoga/plugin-defer-stream'
import { useServer } from 'graphql-ws/use/ws'
import { createPubSub, createSchema, createYoga, type YogaInitialContext } from 'graphql-yoga'
import { WebSocketServer } from 'ws'

/** What the server saw of one request. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A real GraphQL server of a harbour on a free loopback port. */
export interface Harbour {
  readonly origin: string
  readonly seen: Seen[]
  /** Runs before each request is served; may answer itself. */
  before: ((request: Request) => Response | undefined | Promise<Response | undefined>) | undefined
  /** Tells those who subscribed to a vessel's berth. */
  berth(vessel: string, berth: string): void
  readonly bookings: string[]
  stop(): Promise<void>
}

const typeDefs = /* GraphQL */ `
  directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  directive @stream(if: Boolean! = true, label: String, initialCount: Int = 0) on FIELD
  scalar File
  type Cargo {
    tons: Int!
  }
  type Vessel {
    id: ID!
    name: String
    cargo: Cargo
    secret: String
    owner: String
  }
  type Query {
    vessel(id: ID!): Vessel
    vessels: [Vessel!]!
    me: String
    slow: String
  }
  type Mutation {
    rename(id: ID!, name: String!): Vessel!
    book(berth: String!): String!
    upload(files: [File!]!): [String!]!
  }
  type Subscription {
    berth(vessel: ID!): Berth!
  }
  type Berth {
    vessel: ID!
    berth: String!
  }
`

/** Starts it. */
export async function startHarbour({ csrf = false } = {}): Promise<Harbour> {
  const pubsub = createPubSub<{ berth: [vessel: string, { vessel: string; berth: string }] }>()
  const names = new Map([
    ['1', 'Ever Given'],
    ['2', 'Emma'],
  ])
  const seen: Seen[] = []
  const bookings: string[] = []
  const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
  const vesselOf = (id: string) => ({
    id,
    name: names.get(id) ?? `vessel ${id}`,
    async cargo() {
      await later()
      return { tons: 7 }
    },
    async secret() {
      await later()
      throw new Error('not for you')
    },
    owner(_: unknown, context: YogaInitialContext) {
      return context.request.headers.get('authorization')
    },
  })
  const harbour: Pick<Harbour, 'before'> = { before: undefined }
  const yoga = createYoga({
    schema: createSchema({
      typeDefs,
      resolvers: {
        Query: {
          vessel: (_: unknown, { id }: { id: string }) => vesselOf(id),
          vessels: () => ['1', '2', '3'].map(vesselOf),
          me: (_: unknown, __: unknown, context: YogaInitialContext) => context.request.headers.get('authorization'),
          slow: async () => {
            await new Promise((resolve) => setTimeout(resolve, 2_000))
            return 'at last'
          },
        },
        Mutation: {
          rename(_: unknown, { id, name }: { id: string; name: string }) {
            names.set(id, name)
            return vesselOf(id)
          },
          book(_: unknown, { berth }: { berth: string }) {
            bookings.push(berth)
            return berth
          },
          upload: async (_: unknown, { files }: { files: File[] }) =>
            Promise.all(files.map(async (file) => `${file.name}: ${await file.text()}`)),
        },
        Subscription: {
          berth: {
            subscribe: (_: unknown, { vessel }: { vessel: string }) => pubsub.subscribe('berth', vessel),
            resolve: (berth: unknown) => berth,
          },
        },
      } as never,
    }),
    plugins: [
      {
        async onRequest({ request, endResponse }: { request: Request; endResponse(response: Response): void }) {
          const copy = request.clone()
          seen.push({
            method: request.method,
            url: request.url,
            headers: Object.fromEntries(request.headers),
            body: request.method === 'POST' ? await copy.text() : '',
          })
          const answer = await harbour.before?.(request)
          if (answer) endResponse(answer)
        },
      },
      useDeferStream(),
      useAPQ(),
      ...(csrf ? [useCSRFPrevention({ requestHeaders: ['x-harbour'] })] : []),
    ],
    logging: false,
    maskedErrors: false,
  })
  const server: Server = createServer((request, response) => void yoga(request, response))
  const sockets = new WebSocketServer({ server, path: '/graphql' })
  const live = useServer(
    {
      execute: (args: { rootValue: { execute(args: unknown): unknown } }) => args.rootValue.execute(args),
      subscribe: (args: { rootValue: { subscribe(args: unknown): unknown } }) => args.rootValue.subscribe(args),
      onSubscribe: async (context: { extra: { request: unknown; socket: unknown } }, _id: string, params: object) => {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          ...context,
          req: context.extra.request,
          socket: context.extra.socket,
          params,
        })
        const { query, operationName, variables } = params as {
          query: string
          operationName?: string
          variables?: object
        }
        const args = {
          schema,
          operationName,
          document: parse(query) as never,
          variableValues: variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        }
        const errors = validate(args.schema, args.document) as unknown[]
        return errors.length > 0 ? errors : args
      },
    } as never,
    sockets,
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return Object.assign(harbour, {
    origin: `http://127.0.0.1:${port}`,
    seen,
    bookings,
    berth: (vessel: string, berth: string) => pubsub.publish('berth', vessel, { vessel, berth }),
    async stop() {
      await live.dispose()
      sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await yoga.dispose()
    },
  })
}
