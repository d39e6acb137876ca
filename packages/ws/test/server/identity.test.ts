import { refusal } from '@fairlead/ws/server'
import { expect, test } from 'vitest'
import { rawServer } from '../support/raw-link.ts'

const users = {
  authenticate: ({ authorization = '' }: Readonly<Record<string, string>>) =>
    authorization === '' ? undefined : { id: authorization },
}
const as = (authorization: string): object => ({ credential: { Authorization: authorization } })

test('who has no credential is closed with 4401', async () => {
  const { enter, sockets } = rawServer(users)
  const link = await enter()
  expect(link.closed.map(({ code }) => code)).toEqual([4401])
  expect(sockets.counts.sessions).toBe(0)
})

test('a session is gone on with by the identity that opened it, and by nobody else', async () => {
  const { enter, sockets } = rawServer(users)
  const ida = await enter(as('ida'))
  const session = ida.heard('welcome')[0]?.['session']
  sockets.broadcast('notice', 'for ida')
  const thief = await enter({ ...as('eve'), session })
  expect(thief.heard('welcome')).toMatchObject([{ resumed: false }])
  expect(thief.sent.some((frame) => frame.includes('for ida'))).toBe(false)
  ida.down()
  const back = await enter({ ...as('ida'), session })
  expect(back.heard('welcome')).toMatchObject([{ resumed: true, session }])
  expect(back.sent.some((frame) => frame.includes('for ida'))).toBe(true)
})

test('a newer link of the same session takes the place of the older one, which says nothing more', async () => {
  const { enter, heard } = rawServer(users)
  const old = await enter(as('ida'))
  const session = old.heard('welcome')[0]?.['session']
  const next = await enter({ ...as('ida'), session })
  expect(old.closed.map(({ code }) => code)).toEqual([4409])
  old.say({ seq: 1, name: 'steer', data: { n: 1 } })
  expect(heard).toEqual([])
  next.say({ seq: 1, name: 'steer', data: { n: 2 } })
  expect(heard).toEqual([2])
  old.down()
  expect(next.closed).toEqual([])
})

test('a credential that ends closes the link, unless a newer one of the same user comes before', async () => {
  const { clock, enter } = rawServer({
    authenticate: ({ authorization = '' }) => ({ id: authorization.slice(0, 3), expiresAt: clock.now() + 1_000 }),
  })
  const link = await enter(as('ida-1'))
  expect(link.heard('welcome')).toMatchObject([{ expiresInMs: 1_000 }])
  await clock.advance(900)
  link.say({ type: 'auth', credential: { authorization: 'ida-2' } })
  await clock.advance(900)
  expect(link.heard('authed')).toEqual([{ type: 'authed', expiresInMs: 1_000 }])
  expect(link.closed).toEqual([])
  await clock.advance(200)
  expect(link.closed.map(({ code }) => code)).toEqual([4401])
  const other = await enter(as('ida-1'))
  other.say({ type: 'auth', credential: { authorization: 'eve-1' } })
  await clock.advance(0)
  expect(other.closed.map(({ code }) => code)).toEqual([4401])
})

test('an identity that is ended is ended everywhere, and does not come back to its session', async () => {
  const { enter, sockets } = rawServer(users)
  const [first, second, other] = [await enter(as('ida')), await enter(as('ida')), await enter(as('bob'))]
  sockets.endIdentity('ida')
  expect([first, second, other].map(({ closed }) => closed[0]?.code)).toEqual([4403, 4403, undefined])
  const back = await enter({ ...as('ida'), session: first.heard('welcome')[0]?.['session'] })
  expect(back.heard('welcome')).toMatchObject([{ resumed: false }])
})

test('pages of other origins may not connect; those of the host and of the list may', () => {
  const { sockets } = rawServer({ origins: ['https://harbour.example'] })
  const allows = (origin: string | undefined): boolean => sockets.allows({ headers: { origin, host: 'api.example' } })
  expect([undefined, 'https://harbour.example', 'https://api.example'].map(allows)).toEqual([true, true, true])
  const others = [
    'https://harbour.example.evil',
    'http://harbour.example',
    'https://evil.example',
    'null',
    '',
    'https://harbour.example/',
  ]
  expect(others.map(allows)).toEqual(others.map(() => false))
})

test('a client that leaves for good takes its session with it', async () => {
  const { enter, sockets } = rawServer(users)
  const link = await enter(as('ida'))
  link.say({ type: 'close', code: 1000 })
  expect(sockets.counts.sessions).toBe(0)
})

test('a refusal whose data is no JSON is told without it', async () => {
  const { enter, clock, sockets, errors } = rawServer()
  sockets.handle('fail', () => {
    throw refusal('late', 'too late', 1n)
  })
  const link = await enter()
  link.say({ seq: 1, name: 'fail', request: 1, data: 'x' })
  await clock.advance(0)
  expect(link.sent.at(-1)).toBe('{"seq":1,"reply":1,"error":{"code":"late","message":"too late"}}')
  expect(errors).toHaveLength(1)
})

test('nothing that a handler throws is told, except a refusal', async () => {
  const { enter, clock, sockets, errors } = rawServer()
  sockets.handle('slow', () => {
    throw new Error('SELECT password FROM users')
  })
  const link = await enter()
  link.say({ seq: 1, name: 'slow', request: 1, data: 1 })
  await clock.advance(0)
  expect(link.sent.at(-1)).toContain('"internal"')
  expect(link.sent.join('')).not.toContain('SELECT')
  expect(errors).toHaveLength(1)
})
