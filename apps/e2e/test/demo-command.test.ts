import { once } from 'node:events'
import { type AddressInfo, type Server, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { startDemo } from '../../../tools/demo-process.ts'

const taken = new Set<Server>()

afterEach(() => {
  for (const server of taken) server.close()
  taken.clear()
})

async function take(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  taken.add(server)
  return (server.address() as AddressInfo).port
}

/** Whether anything answers at an address. */
async function answers(origin: string): Promise<boolean> {
  try {
    await (await fetch(origin)).body?.cancel()
    return true
  } catch {
    return false
  }
}

describe('the demo command', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it at once, with a call under way', async (signal) => {
    const demo = await startDemo()
    expect(demo.output()).toContain('Try: ')
    const origin = String(demo.origin)
    const faults = { offline: false, latencyMs: 9000, unavailable: 'never', limited: 'never', retryAfterS: 1 }
    const body = JSON.stringify({ ...faults, stalled: 'never', broken: 'never' })
    await fetch(`${origin}/api/faults`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
    const late = fetch(`${origin}/api/vessels`).catch((error: unknown) => error)
    await pause(50)
    const before = performance.now()
    expect(await demo.stop(signal)).toBe(0)
    expect(performance.now() - before).toBeLessThan(2000)
    expect(await late).toBeInstanceOf(TypeError)
    expect(await answers(origin)).toBe(false)
  })

  test('names the port that it was told to take and cannot', async () => {
    const port = await take(0)
    const demo = await startDemo({ PORT: String(port) })
    expect(demo.origin).toBeUndefined()
    expect(await demo.stop()).toBe(1)
    expect(demo.output()).toBe(
      `Port ${port} is taken. Stop what listens there, or leave PORT out to take a free one.\n`,
    )
  })

  test('refuses a PORT that is none', async () => {
    const demo = await startDemo({ PORT: 'harbour' })
    expect(await demo.stop()).toBe(1)
    expect(demo.output()).toBe('PORT is harbour, which is no port number.\n')
  })

  test('two at once take two ports, and who does not get the usual one says so', async () => {
    const first = await startDemo()
    const second = await startDemo()
    try {
      expect(second.origin).not.toBe(first.origin)
      const ports = [first, second].map(({ origin }) => new URL(String(origin)).port)
      expect([first, second].map(({ output }) => output().includes('Port 4173 is taken: using '))).toEqual(
        ports.map((port) => port !== '4173'),
      )
    } finally {
      await Promise.all([first.stop(), second.stop()])
    }
  })

  test.each(['react', 'vue'])('serves pages of %s that load from nowhere else and are never stale', async (room) => {
    const demo = await startDemo()
    try {
      const page = await fetch(`${demo.origin}/${room}/`)
      expect(page.headers.get('content-security-policy')).toContain(`default-src 'none'`)
      expect(page.headers.get('cache-control')).toBe('no-cache')
      const html = await page.text()
      const files = [...html.matchAll(/(?:src|href)="(\/\w+\/assets\/[^"]+)"/g)].map(([, path]) => path)
      expect(files.length).toBeGreaterThanOrEqual(2)
      for (const file of files) {
        const answer = await fetch(`${demo.origin}${file}`)
        expect(answer.status).toBe(200)
        await answer.body?.cancel()
      }
      expect((await fetch(`${demo.origin}/${room}/assets/none.js`)).status).toBe(404)
    } finally {
      await demo.stop()
    }
  })
})
