import { type Plugin, type Session, anonymousSession, createClient, get } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { collect, failureOf, rig } from './support/rig.ts'
import { fakeSession } from './support/session.ts'

const bring = (session: Session): Plugin<''> => ({ name: '', install: () => ({ session }) })
const ended = { kind: 'rejected', reason: 'session-ended' }

describe('a client without an auth plugin', () => {
  test('has the anonymous session', async () => {
    const { session } = createClient(rig([]).base)
    expect(session).toMatchObject({ state: 'anonymous', identity: '', epoch: 0 })
    expect(session.signal.aborted).toBe(false)
    await expect(session.ready).resolves.toBeUndefined()
    expect(await session.credentials.get({ audience: 'https://harbour.example' })).toBeUndefined()
  })

  test('makes public calls', async () => {
    const fake = fakeSession()
    const { base, clock } = rig([{ delayMs: 10, json: 'ok' }])
    const call = createClient(base).withSession(fake.session).get('/v')
    await clock.advance(5)
    fake.next()
    await clock.advance(5)
    expect(await call).toBe('ok')
  })
})

describe('a session call', () => {
  test('waits until the session is known', async () => {
    const fake = fakeSession('restoring')
    const { base, clock, sent } = rig([{ json: 'ok' }])
    const call = createClient({ ...base, plugins: [bring(fake.session)] }).get('/v')
    await clock.advance(1_000)
    expect(sent).toHaveLength(0)
    fake.restore('authenticated')
    expect(await call).toBe('ok')
  })

  test('waits no longer than its deadline, and not after an abort', async () => {
    const fake = fakeSession('restoring')
    const { base, clock, sent } = rig([{ json: 'ok' }])
    const client = createClient({ ...base, plugins: [bring(fake.session)], timeouts: { totalMs: 100 } })
    const reason = new Error('left')
    const controller = new AbortController()
    const aborted = failureOf(client.get('/v', { signal: controller.signal }))
    const late = failureOf(client.get('/v'))
    await clock.advance(50)
    controller.abort(reason)
    expect((await aborted).cause).toBe(reason)
    await clock.advance(50)
    expect(await late).toMatchObject({ kind: 'timeout', clock: 'total' })
    expect(clock.pending).toBe(0)
    expect(sent).toHaveLength(0)
  })

  test('ends with the epoch it began in, wherever it is', async () => {
    for (const answer of [
      { hang: true },
      { pieces: ['a'], end: 'stall' as const },
      { status: 503, headers: { 'retry-after': '30' } },
    ]) {
      const fake = fakeSession()
      const { base, clock, sent } = rig([answer])
      const failure = failureOf(createClient({ ...base, plugins: [bring(fake.session)] }).get('/v'))
      await clock.advance(1_000)
      fake.next()
      expect(await failure).toMatchObject(ended)
      await clock.advance(100_000)
      expect(sent).toHaveLength(1)
      expect(clock.pending).toBe(0)
    }
  })

  test('ends while its stream is read', async () => {
    const fake = fakeSession()
    const { base, sent } = rig([{ pieces: ['a'], end: 'stall' }])
    const stream = await createClient({ ...base, plugins: [bring(fake.session)] })
      .get('/v')
      .stream()
    const failure = failureOf(collect(stream))
    fake.next()
    expect(await failure).toMatchObject(ended)
    expect(sent[0]?.released).toBe(true)
  })

  test('of nobody ends when somebody signs in', async () => {
    const fake = fakeSession('anonymous')
    const { base, clock } = rig([{ delayMs: 10, json: 'of nobody' }])
    const failure = createClient({ ...base, plugins: [bring(fake.session)] })
      .get('/v')
      .then(String, (error: unknown) => error)
    await clock.advance(5)
    fake.next()
    await clock.advance(5)
    expect(await failure).toMatchObject(ended)
  })

  test('is not made as the next user while its input is checked', async () => {
    const fake = fakeSession()
    const slow = {
      '~standard': { version: 1, vendor: 'test', validate: async (value: unknown) => ({ value }) },
    } as const
    const { base, sent } = rig([{ json: 'mine' }])
    const client = createClient({
      ...base,
      contract: { list: get('/v', { query: slow }) },
      plugins: [bring(fake.session)],
    })
    const failure = failureOf(client.api.list({ query: {} }))
    await Promise.resolve()
    fake.next()
    expect(await failure).toMatchObject(ended)
    expect(sent).toHaveLength(0)
  })

  test('is not ended by an epoch that was over before it began', async () => {
    const fake = fakeSession()
    fake.next()
    const { base } = rig([{ json: 'ok' }])
    expect(await createClient({ ...base, plugins: [bring(fake.session)] }).get('/v')).toBe('ok')
  })

  test('carries the identity and the epoch that it began with', async () => {
    const fake = fakeSession('restoring')
    const seen: unknown[] = []
    const watch: Plugin<''> = {
      name: '',
      install: () => ({
        layers: [
          {
            stage: 'cache',
            handle: (request, next) => (seen.push(request.session.identity, request.session.epoch), next(request)),
          },
        ],
      }),
    }
    const { base, clock } = rig([{ json: 1 }])
    const call = createClient({ ...base, plugins: [bring(fake.session), watch] }).get('/v')
    await clock.advance(1)
    fake.next()
    fake.restore('authenticated')
    await call
    expect(seen).toEqual(['user-2', 2])
  })

  test('leaves no listener on the session', async () => {
    const fake = fakeSession()
    const { base, clock } = rig([{ json: 1 }])
    const client = createClient({ ...base, plugins: [bring(fake.session)] })
    for (let call = 0; call < 30; call++) await client.get('/v')
    fake.next()
    expect(clock.pending).toBe(0)
    expect(await client.get('/v')).toBe(1)
  })
})

describe('a public call', () => {
  test.each(['by its endpoint', 'by its option'])('never waits for a session and survives its end, %s', async (how) => {
    const fake = fakeSession('restoring')
    const { base, clock } = rig([{ delayMs: 10, json: 'ok' }])
    const health = get('/health', { auth: 'public' })
    const client = createClient({ ...base, contract: { health }, plugins: [bring(fake.session)] })
    const call = how === 'by its option' ? client.get('/v', { auth: 'public' }) : client.api.health()
    await clock.advance(5)
    fake.next()
    await clock.advance(5)
    expect(await call).toBe('ok')
  })
})

describe('withSession', () => {
  test("makes calls of that session, not of the client's", async () => {
    const [own, request] = [fakeSession(), fakeSession()]
    const { base, clock } = rig([{ hang: true }])
    const client = createClient({
      ...base,
      plugins: [bring(own.session)],
      timeouts: { attemptMs: Infinity, totalMs: 1_000 },
    })
    const mine = failureOf(client.get('/v'))
    const theirs = failureOf(client.withSession(request.session).get('/v'))
    await clock.advance(1)
    request.next()
    expect(await theirs).toMatchObject(ended)
    await clock.advance(1_000)
    expect(await mine).toMatchObject({ kind: 'timeout' })
    expect(client.withSession(request.session).session).toBe(request.session)
  })

  test('of an anonymous session waits for nothing', async () => {
    const { base } = rig([{ json: 'ok' }])
    const client = createClient({ ...base, plugins: [bring(fakeSession('restoring').session)] })
    expect(await client.withSession(anonymousSession()).get('/v')).toBe('ok')
  })
})

describe('a call belongs to who was there when it was made', () => {
  test('also when the session ends before the call has begun to run', async () => {
    const fake = fakeSession()
    const { base, sent } = rig([{ json: 'ok' }])
    const client = createClient({ ...base, plugins: [bring(fake.session)] })
    const calls = [client.post('/v'), client.request(get('/v')), client.get('/v').json()]
    const fetched = client.fetch('/v', { method: 'POST' })
    fake.next()
    for (const call of calls) expect(await failureOf(call)).toMatchObject(ended)
    await expect(fetched).rejects.toThrow()
    expect(sent).toHaveLength(0)
  })
})
