import { describe, expect, it } from 'vitest'
import { harbour, times, tokens } from './harbour.ts'

describe('F24: two users in one process', () => {
  it('never see each other, however their calls are mixed (T21)', async () => {
    const { open, during, clock, sleep, counts } = harbour({ delayMs: 7 })
    const client = open()
    const enter = async (user: string) => {
      const session = client.auth.createSession()
      await session.signIn({ user })
      return { session, own: client.withSession(session.session) }
    }
    const entering = Promise.all([enter('ann'), enter('bo')])
    await clock.advance(100)
    const users = await entering
    const ask = () =>
      Promise.all(
        times(40, async (index) => {
          const { own, session } = users[index % 2] ?? users[0]
          const token = (await session.getToken())?.token.reveal()
          return [token, await own.get('/resource').json<{ user: string }>()] as const
        }),
      )
    for (const wait of [0, 600_000]) {
      sleep(wait)
      const asked = ask()
      await clock.advance(1_000)
      const answers = await asked
      for (const [index, [, { user }]] of answers.entries()) expect(user).toBe(['ann', 'bo'][index % 2])
      expect(new Set(answers.map(([token]) => token)).size).toBe(2)
    }
    expect(counts).toMatchObject({ signIn: 2, token: 2, resource: 80, refused: 0, reuse: 0 })
    expect(client.auth.state).toEqual({ status: 'anonymous' })
    await during(users.map(({ session }) => session.signOut()))
  })

  it('end one by one', async () => {
    const { open } = harbour()
    const client = open()
    const [ann, bo] = [client.auth.createSession(), client.auth.createSession()]
    await ann.signIn({ user: 'ann' })
    await bo.signIn({ user: 'bo' })
    const signals = [ann, bo].map(({ session }) => session.signal)
    await ann.signOut()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    expect(await client.withSession(bo.session).get('/resource').json()).toMatchObject({ user: 'bo' })
  })

  /** What a strategy remembered at each call: two of the first user, one of the next. */
  async function remembered(signsOut: boolean): Promise<readonly unknown[]> {
    const own = tokens()
    const found: unknown[] = []
    const { open, clock } = harbour()
    const client = open({
      strategy: {
        ...own,
        sign(grant, request, context) {
          found.push(context.memory.get('nonce'))
          context.memory.set('nonce', grant.identity)
          return own.sign(grant, request, context)
        },
      },
    })
    await client.auth.signIn({ user: 'ann' })
    await client.get('/resource').json()
    await client.get('/resource').json()
    if (signsOut) await client.auth.signOut()
    await client.auth.signIn({ user: 'bo' })
    await client.get('/resource').json()
    // What the first user had is given back in the background.
    await clock.advance(0)
    return found
  }

  it('share nothing that a strategy remembers, where the first signs out', async () => {
    expect(await remembered(true)).toEqual([undefined, 'ann', undefined])
  })

  it('share nothing that a strategy remembers, where the next signs in over the first', async () => {
    expect(await remembered(false)).toEqual([undefined, 'ann', undefined])
  })

  it('of requests of a server leave no timer behind', async () => {
    const { open, clock } = harbour()
    const client = open()
    await clock.advance(0)
    const before = clock.pending
    for (let request = 0; request < 100; request++)
      await client.auth.createSession().signIn({ user: `user-${request}` })
    expect(clock.pending).toBe(before)
  })
})
