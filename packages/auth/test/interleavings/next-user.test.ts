import { bearer, memoryCoordinator } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { tell } from '../faults/harbour.ts'
import { type Input, bodyOf, scripted, tampered } from './scripted.ts'

const challenge = { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' }

describe('the next user, while a refresh of the one before hangs', () => {
  async function afterHanging(expiresIn?: number) {
    const world = scripted({ expiresIn })
    const { open, clock, answers, grant, asked } = world
    const client = open()
    await client.auth.signIn({ user: 'ann' })
    answers((request, path) => {
      if (path !== '/refresh') return
      return bodyOf(request).refreshToken?.endsWith('ann') ? { json: {}, delayMs: 1e9 } : grant('bo')
    })
    await clock.advance(expiresIn === 5 ? 4_100 : 241_000)
    await client.auth.signOut()
    await client.auth.signIn({ user: 'bo' })
    return { ...world, client, before: asked('/refresh') }
  }

  it('has a refused token renewed at once', async () => {
    const { client, clock, good, asked, before } = await afterHanging()
    good.clear()
    const startedAt = clock.now()
    expect(await client.get('/resource').json()).toEqual({ user: 'bo' })
    expect([clock.now() - startedAt, asked('/refresh') - before]).toEqual([0, 1])
    // The first user's refresh gives up on its own.
    await clock.advance(60_000)
  })

  it('is refreshed in the background too', async () => {
    const { client, clock, asked, before } = await afterHanging(5)
    await clock.advance(120_000)
    expect(asked('/refresh') - before).toBe(30)
    expect(client.auth.state).toMatchObject({ status: 'authenticated', identity: 'bo' })
  })
})

describe('the next user, signed in while the store cannot be written', () => {
  it('stays that user when the page becomes visible', async () => {
    let broken = false
    const { open, clock, asked } = scripted()
    const client = open({
      coordinator: tampered({ write: (usual) => (broken ? Promise.reject(new Error('quota')) : usual()) }),
    })
    await client.auth.signIn({ user: 'ann' })
    broken = true
    await client.auth.signIn({ user: 'bo' })
    clock.emit('visible')
    await clock.advance(100)
    expect(client.auth.state).toMatchObject({ status: 'authenticated', identity: 'bo' })
    expect(await client.get('/resource').json()).toEqual({ user: 'bo' })
    expect([asked('/login'), asked('/refresh')]).toEqual([2, 0])
  })
})

describe('a refresh that answers another user', () => {
  it('keeps nothing of the one before', async () => {
    const sent: string[] = []
    const { open, clock } = scripted()
    const client = open({
      strategy: bearer<Input>({
        signIn: async () => ({
          accessToken: 'A-ann',
          refreshToken: 'R-ann',
          identity: 'ann',
          expiresIn: 300,
          profile: { name: 'Ann' },
        }),
        refresh: async ({ identity, refreshToken }) => {
          sent.push(`${identity} ${refreshToken}`)
          return { accessToken: 'A-bo', identity: 'bo', expiresIn: 300 }
        },
      }),
    })
    await client.auth.signIn({})
    await clock.advance(241_000)
    expect(client.auth.state).toMatchObject({ identity: 'bo', profile: undefined })
    await clock.advance(241_000)
    expect(sent).toEqual(['ann R-ann', 'bo undefined'])
  })
})

describe('a refresh that finds another user in the store', () => {
  it('gives back what it was granted', async () => {
    const { open, clock, answers, grant, requests } = scripted()
    const coordinator = memoryCoordinator()
    const deaf = {
      ...coordinator,
      onChange: () => () => {},
      lock: (_: string, __: unknown, run: () => unknown) => run(),
    }
    const [first, second] = [open({ coordinator: deaf as never }), open({ coordinator: deaf as never })]
    await first.auth.signIn({ user: 'ann' })
    answers((_, path) => (path === '/refresh' ? grant('ann', 5_000) : undefined))
    await clock.advance(241_000)
    await second.auth.session.ready
    await second.auth.signIn({ user: 'bo' })
    await clock.advance(10_000)
    const givenBack = requests.filter(({ url }) => url.endsWith('/logout')).map((each) => bodyOf(each).refreshToken)
    expect(first.auth.state).toMatchObject({ identity: 'bo' })
    expect(givenBack).toContain('R2-ann')
  })
})

describe('a challenge that nobody answered', () => {
  it('does not keep the next user from being asked', async () => {
    let asked = 0
    const { open, clock, answers } = scripted()
    answers((_, path) => (path === '/resource' ? { status: 401, headers: challenge } : undefined))
    const client = open({
      onChallenge: () => (++asked === 1 ? new Promise<boolean>(() => {}) : Promise.resolve(false)),
    })
    await client.auth.signIn({ user: 'ann' })
    const first = tell(client.get('/resource').json())
    await clock.advance(100)
    await client.auth.signOut()
    await client.auth.signIn({ user: 'bo' })
    expect(await tell(client.get('/resource').json())).toBe('auth step-up')
    expect([await first, asked]).toEqual(['rejected session-ended', 2])
  })
})

describe('two back ends of one page', () => {
  it('share no tokens, though they share a coordinator', async () => {
    const { open, requests } = scripted()
    const coordinator = memoryCoordinator()
    const [own, other] = [open({ coordinator }), open({ coordinator }, { baseUrl: 'https://other.example' })]
    await own.auth.signIn({ user: 'ann' })
    expect(await tell(other.get('/resource').json())).toBe('http 401')
    expect(other.auth.state.status).toBe('anonymous')
    expect(requests.at(-1)?.headers.authorization).toBeUndefined()
  })
})
