import { type Transport, fetchTransport } from '@fairlead/core'
import { xhrTransport } from '@fairlead/core/xhr'
import { type FaultClient, conformanceContext, connectFaults, transportCases } from '@fairlead/testing/conformance'
import { beforeAll, describe, expect, inject, it } from 'vitest'

let server: FaultClient
beforeAll(async () => {
  server = await connectFaults(inject('faultServer'))
})

/** Cases that ask of XMLHttpRequest what no browser gives it. */
const beyond = new Set([
  // It asks for `cache: 'no-store'`, which is refused.
  'answers HEAD, 204 and 304 without a body',
  // Browsers keep a short answer of no or of plain type back until they have guessed its type; see below for JSON.
  'names the clock that ran out, with a signal beside it, and the body inside the clocks',
])

const transports: readonly [string, Transport, ReadonlySet<string>][] = [
  ['alone', xhrTransport(), beyond],
  ['beside fetch', xhrTransport({ others: fetchTransport() }), new Set()],
]

describe.each(transports)('the xhr transport %s', (_, transport, left) => {
  const applying = transportCases.filter(
    ({ name, needs }) => (needs === undefined || transport.capabilities[needs]) && !left.has(name),
  )
  it.each(applying)('$name', async ({ run }) => {
    await expect(run(conformanceContext(transport, server))).resolves.toBeUndefined()
  })
})

describe('the xhr transport alone', () => {
  const client = (transport = xhrTransport()) => conformanceContext(transport, server).client({ retry: false })
  const json = { 'content-type': 'application/json' }

  it.each(['body', 'idle'] as const)('names the %s clock when the body stalls', async (clock) => {
    const { path } = await server.script({ headers: json, chunks: ['1'], stall: 'body' })
    const call = client().get(path, { timeouts: { [`${clock}Ms`]: 60 } })
    await expect(call).rejects.toMatchObject({ kind: 'timeout', clock })
  })

  it('lets a body be slow as long as it moves', async () => {
    const chunks = ['"', ...Array.from({ length: 8 }, () => 'x'.repeat(2_000)), '"']
    const { path } = await server.script({ headers: json, chunks, chunkDelayMs: 60 })
    expect(await client().get(path, { timeouts: { idleMs: 300 } })).toHaveLength(16_000)
  })

  it('is a network error when the connection breaks within the body', async () => {
    const { path } = await server.script({ headers: json, chunks: ['1'], reset: 'body' })
    await expect(client().get(path).text()).rejects.toMatchObject({ kind: 'network' })
  })

  it('answers HEAD, 204 and 304 without a body', async () => {
    const { path } = await server.script({ json: 1 }, { status: 204 })
    expect(await client().head(path).text()).toBe('')
    expect(await client().post(path).text()).toBe('')
  })

  it('ends a trusted call that was redirected after all as a network error', async () => {
    const target = await server.script({ json: 1 })
    const { path } = await server.script({ redirect: { path: target.path } })
    const trusting = client(xhrTransport({ trustRedirects: true }))
    const call = trusting.get(path, { headers: { 'x-api-key': 'a' } })
    await expect(call).rejects.toMatchObject({ kind: 'network' })
    expect(await client().get(path)).toBe(1)
  })
})
