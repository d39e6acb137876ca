/** A group of the sidebar: pages by their path on the site, or groups within it. */
export interface Group {
  readonly label: string
  /** Open from the start; the others open when a reader does so, or reads one of their pages. */
  readonly open?: true
  readonly pages: readonly string[]
}

/** Every page that is written by hand, once, in the order in which a newcomer would read. */
export const groups: readonly Group[] = [
  { label: 'Start here', open: true, pages: ['guide/getting-started', 'guide/architecture', 'guide/testing-your-app'] },
  {
    label: 'Live examples',
    open: true,
    pages: ['live/retries', 'live/cache', 'live/session', 'live/optimistic', 'live/outbox', 'live/queue'],
  },
  {
    label: 'The client',
    pages: [
      'guide/contracts',
      'guide/calls',
      'guide/errors',
      'guide/retries',
      'guide/deadlines',
      'guide/validation',
      'guide/streams',
      'guide/transports',
      'guide/interceptors',
      'guide/plugins',
      'guide/sessions',
      'guide/events',
      'guide/security',
    ],
  },
  {
    label: 'Authentication',
    pages: [
      'guide/authentication',
      'guide/authentication-flows',
      'guide/authentication-storage',
      'guide/authentication-threats',
    ],
  },
  {
    label: 'Caching',
    pages: ['guide/caching', 'guide/caching-stores', 'guide/caching-places', 'guide/caching-reasons'],
  },
  {
    label: 'Resilience and queue',
    pages: [
      'guide/resilience',
      'guide/resilience-policies',
      'guide/resilience-gathering',
      'guide/resilience-reasons',
      'guide/outbox',
      'guide/outbox-places',
    ],
  },
  {
    label: 'Real time',
    pages: [
      'guide/live',
      'guide/live-delivery',
      'guide/live-reconnect',
      'guide/live-server',
      'guide/live-sessions',
      'reference/ws-protocol',
    ],
  },
  {
    label: 'GraphQL',
    pages: ['guide/graphql', 'guide/graphql-caching', 'guide/graphql-subscriptions', 'guide/graphql-reasons'],
  },
  {
    label: 'Queries, React and Vue',
    pages: [
      'guide/queries',
      'guide/queries-effects',
      'guide/queries-offline',
      'guide/queries-sessions',
      'guide/react',
      'guide/vue',
    ],
  },
  {
    label: 'Monitoring',
    pages: ['guide/monitoring', 'guide/monitoring-otel', 'guide/monitoring-prometheus', 'guide/monitoring-devtools'],
  },
  { label: 'From one process to a fleet', pages: ['guide/fleet'] },
  { label: 'OpenAPI and AsyncAPI', pages: ['guide/openapi', 'guide/openapi-import', 'guide/openapi-check'] },
  {
    label: 'Migrations',
    pages: [
      'guide/migrating-from-axios',
      'guide/migrating-from-ky',
      'guide/migrating-from-axios-retry-and-axios-auth-refresh',
      'guide/migrating-from-ts-rest',
      'guide/migrating-from-apollo-and-urql',
      'guide/migrating-from-bottleneck-and-p-queue',
      'guide/migrating-from-socketio',
    ],
  },
  { label: 'Benchmarks', pages: ['benchmarks', 'benchmarks/method'] },
]
