import { afterEach, expect, test, vi } from 'vitest'
import { createSocketFaults } from '../../src/devtools/faulty-sockets.ts'

afterEach(() => vi.unstubAllGlobals())

/** The other end of a WebSocket, which does what a test says. */
class Wire extends EventTarget {
  readonly sent: unknown[] = []
  closed = 0
  readonly url: string
  readonly protocols: string | string[] | undefined
  constructor(url: string, protocols?: string | string[]) {
    super()
    this.url = url
    this.protocols = protocols
  }
  send(data: unknown): void {
    this.sent.push(data)
  }
  close(): void {
    this.closed++
  }
}

/** A socket that was opened, and what its user hears. */
function opened() {
  vi.stubGlobal('WebSocket', Wire)
  const faults = createSocketFaults()
  const socket = new faults.WebSocket('wss://harbour.example/live', ['v1'])
  const heard: string[] = []
  socket.addEventListener('message', ({ data }: MessageEvent<string>) => heard.push(data))
  socket.addEventListener('close', ({ code, wasClean }) => heard.push(`close ${code} ${wasClean}`))
  const wire = socket as unknown as Wire
  const say = (data: string): unknown => wire.dispatchEvent(new MessageEvent('message', { data }))
  const end = (): unknown => wire.dispatchEvent(Object.assign(new Event('close'), { code: 1000, wasClean: true }))
  wire.dispatchEvent(new Event('open'))
  return { faults, socket, wire, heard, say, end }
}

test('a socket without a fault is the one of the platform, and is counted as long as it stands', () => {
  const { faults, socket, wire, heard, say, end } = opened()
  expect([wire.url, wire.protocols]).toEqual(['wss://harbour.example/live', ['v1']])
  socket.send('a')
  say('b')
  expect([wire.sent, heard, faults.count()]).toEqual([['a'], ['b'], 1])
  end()
  expect([heard, faults.count()]).toEqual([['b', 'close 1000 true'], 0])
})

test('a cut ends it without a word: told once, as a lost connection, and the real one is let go', () => {
  const { faults, socket, wire, heard, say, end } = opened()
  faults.strike('cut')
  expect([heard, wire.closed, faults.count()]).toEqual([['close 1006 false'], 1, 0])
  say('too late')
  socket.send('too late')
  end()
  expect([heard, wire.sent]).toEqual([['close 1006 false'], []])
})

test('half-open, it stands and nothing passes, until its user gives it up', () => {
  const { faults, socket, wire, heard, say, end } = opened()
  faults.strike('half-open')
  say('unheard')
  socket.send('unsent')
  expect([heard, wire.sent, faults.count()]).toEqual([[], [], 1])
  socket.close()
  end()
  expect([heard, wire.closed, faults.count()]).toEqual([['close 1000 true'], 1, 0])
})

test('those opened after a fault are whole', () => {
  const { faults } = opened()
  faults.strike('half-open')
  const next = new faults.WebSocket('wss://harbour.example/live')
  next.send('a')
  expect((next as unknown as Wire).sent).toEqual(['a'])
})

test('where the platform has no WebSocket, only whoever asks for one is told', () => {
  vi.stubGlobal('WebSocket', undefined)
  const faults = createSocketFaults()
  faults.strike('cut')
  expect(faults.count()).toBe(0)
  expect(() => faults.WebSocket).toThrow(/no WebSocket/)
})
