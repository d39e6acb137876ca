import type { Socket } from 'node:net'

/** What happens to a new connection: let through, reset, ended, never answered, let through late, or answered with a status. */
export type Admission =
  | 'pass'
  | 'rst'
  | 'fin'
  | 'hang'
  | 'slow'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }

/** Turns a client away, as the admission says. */
export function refuse(client: Socket, admission: Exclude<Admission, 'pass' | 'slow'>): void {
  if (admission === 'rst') return void client.resetAndDestroy()
  client.once('end', () => client.destroySoon())
  if (typeof admission === 'object') {
    const { status, headers = {} } = admission
    const lines = Object.entries({ 'content-length': '0', connection: 'close', ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    client.once('data', () => client.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n`))
  } else if (admission === 'fin') client.end()
  // Read on, or nobody would see the client leave.
  client.resume()
}
