import { Redis as Ioredis } from 'ioredis'
import { type ProgramOptions, programOf } from './program.ts'

/** What a process of the fleet is asked to do. */
export type Order = { readonly id: number; readonly path: string } & (
  | { readonly act: 'read'; readonly count: number }
  | { readonly act: 'write' | 'invalidate' }
)

const [url = '', options = '{}'] = process.argv.slice(2)
const client = new Ioredis(url)
client.on('error', () => {})
const { api } = programOf(client, JSON.parse(options) as ProgramOptions)

async function act(order: Order): Promise<unknown> {
  const input = { params: { path: order.path } }
  if (order.act === 'read') return Promise.all(Array.from({ length: order.count }, () => api.api.read(input)))
  if (order.act === 'write') return api.api.write(input)
  api.cache.invalidate([order.path], 'gone')
  return api.cache.settled()
}

process.on('message', (order: Order) => {
  act(order).then(
    (result) => process.send?.({ id: order.id, result: result ?? null }),
    (error: unknown) => process.send?.({ id: order.id, error: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
client.once('ready', () => process.send?.({ id: 0, result: 'ready' }))
