import { expect, test, vi } from 'vitest'
import { describeRedis } from '../support/server.ts'

describeRedis('the program of the README', (redis) => {
  test('shows what the server answers, and ends', async () => {
    const lines: unknown[][] = []
    vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words))
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json([{ at: '06:12', metres: 4.1 }])))
    vi.stubEnv('REDIS_URL', redis.url)
    await import('../readme/start.ts')
    expect(lines).toEqual([[[{ at: '06:12', metres: 4.1 }]]])
  })
})
