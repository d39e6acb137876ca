import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { scope } from '../../../../../tools/boundaries.ts'
import type { Tarball } from './packed.ts'

/** A registry of our scope alone, as if what was packed were published. */
export interface Registry extends AsyncDisposable {
  readonly url: string
}

/** Longer ago than any package manager wants a release to be. */
const publishedAt = '2026-01-01T00:00:00.000Z'

/** Serves tarballs by npm's registry protocol on loopback, so that package managers resolve them as users' do. */
export async function serve(tarballs: readonly Tarball[]): Promise<Registry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname)
    const document = tarballs.find(({ manifest }) => path === `/${manifest.name}`)
    const file = tarballs.find((each) => path === `/-/${basename(each.file)}`)
    if (document) answer(response, 'application/json', JSON.stringify(packument(document, url)))
    else if (file) answer(response, 'application/octet-stream', readFileSync(file.file))
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What a project's `.npmrc` says, so that our scope is asked for at the registry and everything else where it always is. */
export function npmrc({ url }: Registry): string {
  return `${scope.slice(0, -1)}:registry=${url}/\naudit=false\nfund=false\nupdate-notifier=false\n`
}

function answer(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
}

function packument({ manifest, file }: Tarball, url: string): unknown {
  const { name, version } = manifest
  const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
  return {
    name,
    'dist-tags': { latest: version },
    time: { created: publishedAt, modified: publishedAt, [version]: publishedAt },
    versions: { [version]: { ...manifest, dist: { tarball: `${url}/-/${basename(file)}`, integrity } } },
  }
}
