import { type Push, createClient, hostOf } from '@fairlead/core'
import { acrossTabs, connect, native } from '@fairlead/ws'
import { afterEach, expect, test } from 'vitest'
import { contract, harbour } from '../support/contract.ts'
import { startLive } from '../support/live-server.ts'
import { transports } from '../support/transports.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

const ways = [...transports, ['native, shared by the tabs', '/live', () => acrossTabs(native())] as const]

test.each(ways)('over %s a push is announced in each tab, once', async (_, path, transport) => {
  const server = await startLive()
  cleanups.push(() => server.close())
  const tabs = await Promise.all(
    [1, 2].map(async () => {
      const client = createClient({ baseUrl: server.url })
      const heard: (Push | string)[] = []
      hostOf(client).writes.subscribe((told) => heard.push(told as Push))
      client.tags.subscribe(({ tags }) => heard.push(...tags))
      const live = connect(client, { url: path, messages: contract, transport: transport() })
      cleanups.push(() => live.close())
      await Promise.all([live.ready(), live.channel('vessel', { id: 'a' }).ready])
      return heard
    }),
  )
  server.sockets.broadcast('position', { id: 'a', n: 1 })
  server.sockets.publish('vessel', { id: 'a' }, 'moved', 90)
  server.sockets.broadcast('notice', 'the end')
  for (const heard of tabs) {
    await expect.poll(() => heard.at(-1)).toBe('notices')
    expect(heard).toMatchObject([
      { updates: [{ endpoint: harbour.byId, input: { params: { id: 'a' } } }] },
      'vessel:a',
      { updates: [{ endpoint: harbour.course }] },
      'notices',
    ])
  }
})
