import {
  type CallRequest,
  type ClientEvent,
  type DetachOptions,
  type Host,
  type Plugin,
  createClient,
  detach,
} from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'
import { fakeSession } from './support/session.ts'

/** A client with a plugin that hands its request out, to begin detached work from it. */
async function begun(script: Parameters<typeof rig>[0], options: object = {}) {
  const wire = rig(script)
  const fake = fakeSession()
  let parent: CallRequest | undefined
  let host: Host | undefined
  const plugin: Plugin<''> = {
    name: '',
    install: (given) => {
      host = given
      return {
        session: fake.session,
        layers: [
          {
            stage: 'cache',
            handle: (request, next) => {
              parent ??= request
              return next(request)
            },
          },
        ],
      }
    },
  }
  const client = createClient({ ...wire.base, plugins: [plugin] })
  const controller = new AbortController()
  await client.get('/first', { signal: controller.signal, headers: { 'x-a': '1' }, auth: 'session', ...options })
  if (!parent || !host) throw new Error('no call was made')
  const request = parent
  const pipeline = host.pipeline()
  const work = (how: DetachOptions = {}) => detach(request, how, pipeline)
  return { ...wire, client, fake, controller, parent: request, host, work }
}
const first = (rest: object) => (_: unknown, index: number) => (index === 0 ? { json: 1 } : rest)

describe('detached work', () => {
  test('goes through the pipeline as a call of its own', async () => {
    const { work, sent, parent, clock } = await begun([{ json: 1 }])
    let own: CallRequest | undefined
    const reply = await work()
    await detach(parent, {}, async (request) => void (own = request))
    expect(reply.status).toBe(200)
    expect(sent).toHaveLength(2)
    expect(sent[1]?.headers).toMatchObject({ 'x-a': '1' })
    expect(own?.operation).toMatchObject({ detached: true, method: 'GET', template: '/first', attempts: [] })
    expect(own?.operation.id).not.toBe(parent.operation.id)
    expect(parent.operation.attempts).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('can leave stages out', async () => {
    const { parent, host, sent } = await begun(first({ status: 503 }))
    const reply = await detach(parent, {}, host.pipeline({ skip: ['recover'] }))
    expect(reply.status).toBe(503)
    expect(sent).toHaveLength(2)
  })

  test('takes options laid over those of the call', async () => {
    const { parent } = await begun([{ json: 1 }])
    let own: CallRequest | undefined
    await detach(parent, { options: { priority: 'low' } }, async (request) => void (own = request))
    expect(own?.options).toMatchObject({ priority: 'low', headers: { 'x-a': '1' } })
  })

  test('never ends with the abort of the call that began it', async () => {
    const { work, controller, clock } = await begun(first({ delayMs: 100, json: 'late' }))
    const reply = work()
    controller.abort()
    await clock.advance(100)
    expect((await reply).status).toBe(200)
  })

  test('has a deadline of its own', async () => {
    const { work, clock } = await begun(first({ hang: true }))
    const failure = failureOf(work({ deadlineMs: 500 }))
    await clock.advance(500)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'total', timeoutMs: 500 })
    expect(clock.pending).toBe(0)
  })

  test("has the client's total clock where it names none, whatever the call has used", async () => {
    const { work, clock } = await begun(first({ hang: true }), { timeouts: { totalMs: 2_000, attemptMs: Infinity } })
    await clock.advance(1_900)
    const failure = failureOf(work())
    await clock.advance(1_999)
    const early = await Promise.race([failure, Promise.resolve('still running')])
    await clock.advance(1)
    expect(early).toBe('still running')
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'total' })
  })

  test('ends by its own signal, with the reason', async () => {
    const { work, clock } = await begun(first({ hang: true }))
    const controller = new AbortController()
    const reason = new Error('nobody waits any more')
    const failure = failureOf(work({ signal: controller.signal }))
    await clock.advance(10)
    controller.abort(reason)
    expect(await failure).toMatchObject({ kind: 'abort', cause: reason })
    expect(clock.pending).toBe(0)
    expect((await failureOf(work({ signal: controller.signal }))).cause).toBe(reason)
  })

  test('ends with the session, unless it is what begins the next one', async () => {
    const { work, fake, clock, parent, host } = await begun(first({ delayMs: 100, json: 1 }))
    const bound = failureOf(work())
    const free = detach(
      parent,
      { boundToSession: false },
      host.pipeline({ skip: ['session', 'cache', 'authorize', 'admit'] }),
    )
    await clock.advance(10)
    fake.next()
    expect(await bound).toMatchObject({ kind: 'rejected', reason: 'session-ended' })
    await clock.advance(90)
    expect((await free).status).toBe(200)
    expect(clock.pending).toBe(0)
  })

  test('does not tell the progress of the call that began it', async () => {
    const seen: unknown[] = []
    const { work } = await begun([{ json: 'abc' }], { onDownloadProgress: (progress: unknown) => seen.push(progress) })
    const before = seen.length
    await work()
    expect(before).toBeGreaterThan(0)
    expect(seen).toHaveLength(before)
  })

  test('is seen as detached by whoever listens, from its start to its end', async () => {
    const { client, work } = await begun([{ json: 1 }])
    const events: ClientEvent[] = []
    client.on((event) => events.push(event))
    await work()
    expect(events.map(({ type }) => type)).toEqual(['operation:start', 'attempt:start', 'attempt:end', 'operation:end'])
    expect(events[0]).toMatchObject({ detached: true })
  })
})
