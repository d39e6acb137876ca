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
  events?.frame('{"seq":2,"channel":"berth:1","data":"s-1"}')
  events?.frame('{"type":"next","id":"1","payload":"s-1"}')
  events?.frame(`{"data":"${'x'.repeat(400)}","name":"s-1"}`)
  events?.frame(new Uint8Array([1, 2, 3]))
  expect([sent.length, got.length, own.bufferedAmount]).toEqual([1, 4, 7])
  expect(seen.map(({ direction, name }) => [direction, name])).toEqual([
    ['out', 'steer'],
    ['in', 'berth:1'],
    ['in', 'next'],
    ['in', 'control'],
    ['in', 'binary'],
  ])
  expect(seen.at(-1)?.bytes).toBe(3)
  expect(JSON.stringify(seen)).not.toContain('s-1')
})
