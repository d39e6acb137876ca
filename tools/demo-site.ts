import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { type Rolldown, build } from 'vite'

/** Answers a request for one of the site's files. */
export type Site = (request: IncomingMessage, response: ServerResponse) => void

/** The control rooms, each below its own path. */
const rooms = { '/react/': 'harbour-react', '/vue/': 'harbour-vue' } as const
type Home = keyof typeof rooms

const homes = Object.keys(rooms) as Home[]
const apps = join(dirname(import.meta.dirname), 'apps')
const start = join(import.meta.dirname, 'demo-start')

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  map: 'application/json',
}
/** Everything comes from this origin: nothing a page could load from elsewhere would run. */
const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

type Files = ReadonlyMap<string, Buffer>

/**
 * Makes the site: a page that says what to try, and the control rooms. A room is built in memory when it is first asked for, so that
 * nothing on the disk can be old and who wants one does not wait for the other. Below a room, paths without a file are its page.
 */
export function createSite(): Site {
  const page: Files = new Map([
    ['/', readFileSync(join(start, 'index.html'))],
    ['/start.css', readFileSync(join(start, 'start.css'))],
    ['/fairlead.svg', readFileSync(join(apps, 'harbour-room', 'src', 'fairlead.svg'))],
  ])
  const built = new Map<Home, Promise<Files>>()

  async function answer({ method, url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = url.split('?', 1)[0] ?? '/'
    if (`${path}/` in rooms) {
      response.writeHead(308, { location: `${path}/` }).end()
      return
    }
    const home = homes.find((each) => path.startsWith(each))
    if (home !== undefined && !built.has(home)) built.set(home, buildRoom(home))
    const files = (home && (await built.get(home))) ?? page
    const name = home !== undefined && !/\.\w+$/.test(path) ? home : path
    const file = files.get(name)
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
      return
    }
    response.writeHead(200, {
      'content-type': types[/\.(\w+)$/.exec(name)?.[1] ?? 'html'] ?? 'application/octet-stream',
      // The names of built files carry a hash of what is in them.
      'cache-control': name.includes('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    response.end(method === 'HEAD' ? undefined : file)
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error)
      response
        .writeHead(500, { 'content-type': 'text/plain' })
        .end('The room could not be built: the terminal says why.')
    })
  }
}

async function buildRoom(home: Home): Promise<Files> {
  const options = { root: join(apps, rooms[home]), logLevel: 'error', build: { write: false } } as const
  const { output } = (await build(options)) as Rolldown.RolldownOutput
  const files = new Map(
    output.map((file) => [home + file.fileName, Buffer.from(file.type === 'chunk' ? file.code : file.source)]),
  )
  const page = files.get(`${home}index.html`)
  if (page === undefined) throw new Error(`The build of apps/${rooms[home]} made no index.html.`)
  return files.set(home, page)
}
