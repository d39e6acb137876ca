import { createClient } from '@fairlead/core'
import { type ConnectOptions, type Connection, acrossTabs, connect, native } from '@fairlead/ws'
import { socketio } from '@fairlead/ws/socketio'
import { sse } from '@fairlead/ws/sse'
import { contract } from '../support/contract.ts'

type Contract = typeof contract

/** What the page offers to the test. */
export interface LivePage {
  /** Connects, and waits until it is ready. */
  start(transport: keyof typeof ways, options?: Pick<ConnectOptions<Contract>, 'reconnect' | 'liveness'>): Promise<void>
  readonly live: Connection<Contract, 'resumable'>
  /** Numbers of the positions that came. */
  readonly heard: number[]
  /** Verdicts of what was sent, by how often each came. */
  readonly told: Record<string, number>
  gaps: number
  /** Sends numbers, one every few milliseconds. */
  send(from: number, count: number): void
  /** Sends bytes and numbers in one go; the states of their verdicts. */
  sendAll(count: number): Promise<string[]>
  /** How often the page was shown again from where it was put aside. */
  restored: number
}

const ways = {
  native: ['/live', () => native()],
  socketio: ['/io', () => socketio()],
  sse: ['/events', () => sse()],
  tabs: ['/live', () => acrossTabs(native())],
} as const

globalThis.livePage = {
  heard: [],
  told: {},
  gaps: 0,
  restored: 0,
  live: undefined as never,
  async start(transport, options = {}) {
    const [url, make] = ways[transport]
    const live = connect(createClient({ baseUrl: location.origin }), {
      url,
      transport: make(),
      messages: contract,
      ...options,
    })
    live.on('position', ({ n }) => void livePage.heard.push(n))
    live.onGap(() => void livePage.gaps++)
    Object.assign(livePage, { live })
    await live.ready()
  },
  send(from, count) {
    let n = from
    const timer = setInterval(() => {
      void livePage.live
        .send('steer', { n: n++ })
        .then(({ state }) => (livePage.told[state] = (livePage.told[state] ?? 0) + 1))
      if (n === from + count) clearInterval(timer)
    }, 5)
  },
  sendAll: async (count) => {
    const blobs = [livePage.live.send('blob', new Uint8Array(100_000))]
    const verdicts = await Promise.all([
      ...blobs,
      ...Array.from({ length: count }, (_, n) => livePage.live.send('steer', { n })),
    ])
    return [...new Set(verdicts.map(({ state }) => state))]
  },
}
addEventListener('pageshow', ({ persisted }) => void (livePage.restored += persisted ? 1 : 0))
