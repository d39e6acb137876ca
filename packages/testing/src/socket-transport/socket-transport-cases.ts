import { equal, until } from '../conformance/assert.ts'
import type { SocketTransportCase } from './case.ts'
import { opened, quiet, watch } from './watch.ts'

/**
 * What every transport of live connections does, as plain functions: any test runner and any runtime can run them, one
 * after the other.
 *
 * @example
 * ```ts
 * for (const { name, run } of socketTransportCases) test(name, () => run(context))
 * ```
 */
export const socketTransportCases: readonly SocketTransportCase[] = [
  {
    name: 'a text comes back as it was sent, whatever its characters',
    async run({ connect }) {
      const { link, told } = await opened(connect)
      const texts = ['', '?', '{"seq":1,"data":"\\n\\u2028"}', 'Ægir 🚢 海', ' data: 7', 'x'.repeat(100_000)].filter(
        Boolean,
      )
      for (const text of texts) link.send(text)
      await until(() => told.frames.length === texts.length, 'all texts come back')
      equal(told.frames, texts, 'the texts')
      link.close()
    },
  },
  {
    name: 'binary comes back as binary, byte by byte',
    async run({ connect }) {
      const { link, told } = await opened(connect)
      const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      const large = new Uint8Array(200_000).fill(7)
      link.send(every)
      link.send(large)
      await until(() => told.frames.length === 2, 'both come back')
      equal([...(told.frames[0] as Uint8Array)], [...every], 'the bytes')
      equal((told.frames[1] as Uint8Array).byteLength, large.byteLength, 'the length of the large one')
      link.close()
    },
  },
  {
    name: 'a thousand frames that are sent at once come back once each and in order, text and binary in turn',
    async run({ connect }) {
      const { link, told } = await opened(connect)
      for (let n = 0; n < 1_000; n++) link.send(n % 2 === 0 ? String(n) : Uint8Array.of(n % 256))
      await until(() => told.frames.length >= 1_000, 'all come back')
      equal(
        told.frames.map((frame) => (typeof frame === 'string' ? Number(frame) % 256 : frame[0])),
        Array.from({ length: 1_000 }, (_, n) => n % 256),
        'their order',
      )
      link.close()
    },
  },
  {
    name: 'what was sent is no longer buffered once it has come back',
    async run({ connect }) {
      const { link, told } = await opened(connect)
      link.send('x'.repeat(300_000))
      equal(link.bufferedAmount >= 0, true, 'that it is a number')
      await until(() => told.frames.length === 1, 'it comes back')
      await until(() => link.bufferedAmount === 0, 'the buffer is empty')
      link.close()
    },
  },
  {
    name: 'the end by the server is told, once',
    async run({ connect, end }) {
      const { link, told } = await opened(connect)
      end()
      await until(() => told.ends.length > 0, 'the end is told')
      await quiet()
      equal(told.ends.length, 1, 'how often')
      link.close()
    },
  },
  {
    name: 'a link that breaks is told, once',
    async run({ connect, cut }) {
      const { link, told } = await opened(connect)
      cut()
      // A stream that is only read hears of a break; one that is written to must hear of it too.
      link.send('x')
      await until(() => told.ends.length > 0, 'the break is told')
      await quiet()
      equal(told.ends.length, 1, 'how often')
      link.close()
    },
  },
  {
    name: 'a link that is closed tells nothing more, and the server hears of it',
    async run({ connect, links }) {
      const { link, told } = await opened(connect)
      link.send('late')
      link.close(1000)
      const before = told.frames.length
      await until(() => links() === 0, 'the server hears of it')
      await quiet()
      equal([told.ends.length, told.frames.length], [0, before], 'ends and frames that were told')
      link.close()
    },
  },
  {
    name: 'what is sent right before the close still arrives',
    async run({ connect, links }) {
      const other = await opened(connect)
      const { link } = await opened(connect)
      link.send('goodbye')
      link.close(1000)
      await until(() => links() === 1, 'the server hears of it')
      other.link.close()
    },
  },
  {
    name: 'a link to nowhere is down, once, and never open',
    async run({ connectNowhere }) {
      const { link, told } = watch(connectNowhere)
      await until(() => told.ends.length > 0, 'it is told')
      await quiet()
      equal([told.opened, told.ends.length], [0, 1], 'how often it was open and down')
      link.close()
    },
  },
  {
    name: 'a link that the server refuses is down, once, and never open',
    async run({ connectRefused }) {
      const { link, told } = watch(connectRefused)
      await until(() => told.ends.length > 0, 'it is told')
      await quiet()
      equal([told.opened, told.ends.length], [0, 1], 'how often it was open and down')
      link.close()
    },
  },
  {
    name: 'a link that is closed before it is open never opens',
    async run({ connect, links }) {
      const { link, told } = watch(connect)
      link.close()
      await quiet()
      equal([told.opened, told.ends.length], [0, 0], 'how often it was open and down')
      await until(() => links() === 0, 'the server has none')
    },
  },
  {
    name: 'two links at once know nothing of each other',
    async run({ connect, links }) {
      const first = await opened(connect)
      const second = await opened(connect)
      equal(links(), 2, 'how many the server has')
      first.link.send('first')
      second.link.send('second')
      await until(() => first.told.frames.length + second.told.frames.length === 2, 'both come back')
      equal([first.told.frames, second.told.frames], [['first'], ['second']], 'whose they are')
      first.link.close()
      second.link.close()
    },
  },
]
