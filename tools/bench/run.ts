// `npm run bench [-- size | overhead | auth | cache | queue | overload | ws | graphql | monitoring | redis | openapi …]`: Fairlead beside its peers, in one run.
// `ws`, `graphql`, `monitoring` and `redis` have parts, which run alone as `ws:drops`.
import { type Table, isMet, print, save } from './report.ts'
import { graphql, parts as graphqlParts } from './graphql/graphql.ts'
import { monitoring, parts as monitoringParts } from './monitoring/monitoring.ts'
import { parts as redisParts, redis } from './redis/redis.ts'
import { parts as wsParts, ws } from './ws/ws.ts'

const benchmarks: Readonly<Record<string, () => Promise<Table[]>>> = {
  size: async () => (await import('./size/size.ts')).size(),
  overhead: async () => (await import('./overhead/node.ts')).overhead(),
  browser: async () => (await import('./overhead/browser.ts')).browser(),
  types: async () => (await import('./types/types.ts')).types(),
  hooks: async () => (await import('./types/hooks.ts')).hooks(),
  declarations: async () => (await import('./types/declarations.ts')).declarations(),
  openapi: async () => (await import('./openapi/openapi.ts')).openapi(),
  auth: async () => (await import('./auth/auth.ts')).auth(),
  cache: async () => (await import('./cache/cache.ts')).cache(),
  queue: async () => (await import('./queue/queue.ts')).queue(),
  overload: async () => (await import('./overload/overload.ts')).overload(),
  ws,
  graphql,
  monitoring,
  redis,
}

/** Parts of a benchmark that can be run alone. */
const parts: typeof benchmarks = Object.fromEntries(
  Object.entries({ ws: wsParts, graphql: graphqlParts, monitoring: monitoringParts, redis: redisParts }).flatMap(
    ([name, each]) => Object.entries(each).map(([part, measure]) => [`${name}:${part}`, measure]),
  ),
)

const wanted = process.argv.slice(2)
const all = { ...benchmarks, ...parts }
const unknown = wanted.find((name) => !Object.hasOwn(all, name))
if (unknown !== undefined) {
  console.error(`There is no benchmark '${unknown}': ${Object.keys(all).join(', ')}.`)
  process.exit(2)
}

const marks: (boolean | undefined)[] = []
for (const [name, measure] of Object.entries(wanted.length > 0 ? all : benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const tables = await measure()
  for (const table of tables) print(table)
  save(name.replace(':', '-'), tables)
  marks.push(...tables.flatMap(({ rows }) => rows.map(isMet)))
}
const missed = marks.filter((mark) => mark === false).length
console.log(`\n${marks.filter((mark) => mark === true).length} targets met, ${missed} missed`)
if (missed > 0) process.exitCode = 1
