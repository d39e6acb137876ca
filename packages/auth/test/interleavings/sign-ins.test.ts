import { memoryCoordinator } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { tell } from '../faults/harbour.ts'
import { scripted } from './scripted.ts'

describe('a sign-in of the same user, while a refresh is under way', () => {
  it('is not written over by the answer that comes late', async () => {
    const { open, clock, answers, grant, token, asked } = scripted()
    const client = open()
    await client.auth.signIn({ user: 'ann' })
    answers((_, path) => (path === '/refresh' ? grant('ann', 5_000) : undefined))
    await clock.advance(241_000)
    expect(client.auth.state.status).toBe('refreshing')
    await client.auth.signIn({ user: 'ann', factor: 'second' })
    const own = await token(client)
    await clock.advance(10_000)
    expect(await token(client)).toBe(own)
    expect([asked('/login'), asked('/refresh')]).toEqual([2, 1])
  })

  it('in another tab is not written over in the store nor in either tab', async () => {
    const { open, clock, answers, grant, token, asked } = scripted()
    const coordinator = memoryCoordinator()
    const [first, second] = [open({ coordinator }), open({ coordinator })]
    await first.auth.signIn({ user: 'ann' })
    await clock.advance(10)
    answers((_, path) => (path === '/refresh' ? grant('ann', 5_000) : undefined))
    await clock.advance(241_000)
    await second.auth.signIn({ user: 'ann' })
    const own = await token(second)
    await clock.advance(10_000)
    expect([await token(first), await token(second)]).toEqual([own, own])
    expect(asked('/login')).toBe(2)
  })

  it('does not become degraded where the old tokens could not be refreshed', async () => {
    const { open, clock, answers } = scripted()
    const client = open()
    await client.auth.signIn({ user: 'ann' })
    answers((_, path) => (path === '/refresh' ? { status: 503, delayMs: 4_000 } : undefined))
    await clock.advance(241_000)
    await client.auth.signIn({ user: 'ann' })
    await clock.advance(3_500)
    expect(client.auth.state.status).toBe('authenticated')
  })
})

describe('a sign-out', () => {
  it('in the middle of a sign-in leaves nobody signing in', async () => {
    const { open, clock, answers, grant, asked } = scripted()
    answers((_, path) => (path === '/login' ? grant('ann', 1_000) : undefined))
    const client = open()
    await client.auth.session.ready
    const entering = tell(client.auth.signIn({ user: 'ann' }))
    await clock.advance(10)
    await client.auth.signOut()
    expect([await entering, client.auth.state.status]).toEqual(['auth signed-out', 'anonymous'])
    await clock.advance(5_000)
    expect([client.auth.state.status, asked('/login')]).toEqual(['anonymous', 1])
  })
})

describe('a process that has heard of nothing', () => {
  it('takes over the later sign-in of its user, though its own version is the higher one', async () => {
    const { open, clock, answers, grant } = scripted()
    const coordinator = memoryCoordinator()
    const used = new Set<string>()
    answers((request, path) => {
      if (path !== '/refresh' && path !== '/logout') return
      const { refreshToken } = JSON.parse(request.text) as { refreshToken: string }
      const dead = used.has(refreshToken)
      used.add(refreshToken)
      if (path === '/logout') return { status: 204 }
      return dead ? { status: 400, json: { error: 'invalid_grant' } } : grant(refreshToken.split('-')[1] ?? '')
    })
    const daemon = open({ coordinator: { ...coordinator, onChange: () => () => {} } })
    await daemon.auth.signIn({ user: 'ann' })
    await clock.advance(600_000)
    const leaving = open({ coordinator })
    await leaving.auth.session.ready
    await leaving.auth.signOut()
    await leaving.dispose()
    const entering = open({ coordinator })
    await entering.auth.signIn({ user: 'ann' })
    await clock.advance(250_000)
    expect([daemon.auth.state.status, entering.auth.state.status]).toEqual(['authenticated', 'authenticated'])
  })
})
