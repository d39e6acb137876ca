// `npm run demo`: the harbour's API and its control rooms in one process, on loopback. PORT=… chooses a port, and
// ORIGIN=… is where browsers find it behind a proxy, such as that of Vite.
import { registerHooks } from 'node:module'
import { type Site, createSite } from './demo-site.ts'
import type { HarbourServer } from 'harbour-api'

const FIRST_PORT = 4173
const PORTS_TRIED = 50

// A fresh clone has no built packages: they are loaded from their sources, as the tests do.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, { ...context, conditions: [...context.conditions, '@fairlead/source'] }),
})
const { startServer } = await import('harbour-api')

let server: HarbourServer | undefined
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
process.on('disconnect', stop)

const wanted = process.env['PORT']
if (wanted !== undefined && !isPort(wanted)) fail(`PORT is ${wanted}, which is no port number.`)
server = await listen(createSite())
console.log(`
  Harbour control rooms  ${server.origin}/
  In React  ${server.origin}/react/   in Vue  ${server.origin}/vue/

  Try: in the fault panel set "503 Unavailable" to "Twice", then search: the list still comes, and the timeline shows why.
  Or sign in and choose "Expire tokens": one refresh, and the call that met it goes through.
  Ctrl-C stops it.
`)

async function listen(pages: Site): Promise<HarbourServer> {
  const first = wanted === undefined ? FIRST_PORT : Number(wanted)
  const last = wanted === undefined ? FIRST_PORT + PORTS_TRIED - 1 : first
  for (let port = first; port <= last; port++) {
    try {
      const listening = await startServer({ port, site: pages, publicOrigin: process.env['ORIGIN'] })
      if (wanted === undefined && port !== FIRST_PORT) console.log(`Port ${FIRST_PORT} is taken: using ${port}.`)
      return listening
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EACCES')
        fail(`Port ${port} may not be used by this account. Choose another: PORT=8080 npm run demo`)
      if (code !== 'EADDRINUSE') throw error
    }
  }
  return fail(
    wanted === undefined
      ? `The ports ${first} to ${last} are all taken. Choose another: PORT=8080 npm run demo`
      : `Port ${first} is taken. Stop what listens there, or leave PORT out to take a free one.`,
  )
}

function stop(): void {
  // A second Ctrl-C does not wait for the first.
  if (stopping || server === undefined) process.exit(0)
  stopping = true
  void server.close().then(() => process.exit(0))
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
