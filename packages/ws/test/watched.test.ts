import type { Link, LinkEvents } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { type SeenFrame, watched } from '../src/watched.ts'

test('each frame is told by its way, name and size, and nothing of what it says', () => {
  const seen: SeenFrame[] = []
  const sent: unknown[] = []
  let events: LinkEvents | undefined
  const link: Link = { send: (frame) => void sent.push(frame), bufferedAmount: 7, close() {} }
  const transport = watched(
    {
      name: 'scripted',
      connect(_, given) {
        events = given
        return link
      },
    },
    (frame) => void seen.push(frame()),
  )
  const got: unknown[] = []
  const own = transport.connect({} as never, { open() {}, frame: (frame) => void got.push(frame), down() {} })
  own.send('{"seq":1,"name":"steer","data":{"secret":"s-1"}}')
  const frames = [
    '{"seq":2,"request":7,"name":"ask"}',
    '{"seq":5,"reply":1,"data":{"name":"s-1"}}',
    '{"seq":5,"channel":3,"data":{"event":"s-1"}}',
    '{"type":"next","id":"1","payload":{"type":"s-1"}}',
    '{"id":"1","type":"next","payload":"s-1"}',
    '42["chat",{"name":"s-1"}]',
    '42/admin,13["chat",{"name":"s-1"}]',
    '{"payload":{"name":"s-1"}}',
    '"é"',
  ]
  for (const frame of frames) events?.frame(frame)
  events?.frame(new Uint8Array([1, 2, 3]))
  expect([sent.length, got.length, own.bufferedAmount]).toEqual([1, frames.length + 1, 7])
  expect(seen.map(({ direction, name }) => `${direction} ${name}`)).toEqual([
    'out steer',
    'in ask',
    'in reply',
    'in channel',
    'in next',
    'in next',
    'in chat',
    'in chat',
    'in message',
    'in message',
    'in binary',
  ])
  expect(seen.at(-2)?.bytes).toBe(4)
  expect(seen.at(-1)?.bytes).toBe(3)
  expect(JSON.stringify(seen)).not.toContain('s-1')
})
