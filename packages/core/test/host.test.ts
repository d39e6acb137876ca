import { anonymousSession, createClient, hostOf } from '@fairlead/core'
import { expect, test } from 'vitest'

test('what is begun beside a client finds its host, and the session of the very client it was given', () => {
  const client = createClient({ baseUrl: 'https://harbour.example/api', origins: ['https://files.example'] })
  const other = { ...anonymousSession(), identity: 'ida' }
  expect(hostOf(client).session()).toBe(client.session)
  expect(hostOf(client.withSession(other)).session()).toBe(other)
  expect(hostOf(client).auth).toBe('public')
  expect(hostOf(client).origin).toBe('https://harbour.example')
})

test('a session brought by a plugin is whose calls and connections are', () => {
  const session = { ...anonymousSession(), identity: 'ida' }
  const client = createClient({ plugins: [{ name: 'own', install: () => ({ session }) }] })
  expect(hostOf(client).auth).toBe('session')
})

test('a URL leads below the base or to an allowed origin, or is refused', () => {
  const { resolve } = hostOf(
    createClient({ baseUrl: 'https://harbour.example/api', origins: ['https://files.example'] }),
  )
  const where = { method: 'GET', template: '/live' }
  expect(resolve('/live', where)).toBe('https://harbour.example/api/live')
  expect(resolve('https://files.example/live', where)).toBe('https://files.example/live')
  expect(() => resolve('https://elsewhere.example/live', where)).toThrow('outside the allowed origins')
})

test('the end of a client ends what was begun beside it, once, before its plugins', async () => {
  const ended: string[] = []
  const client = createClient({
    plugins: [{ name: 'own', install: () => ({ dispose: () => void ended.push('plugin') }) }],
  })
  hostOf(client).onDispose(() => void ended.push('first'))
  hostOf(client).onDispose(() => void ended.push('taken back'))()
  await client.dispose()
  expect(ended).toEqual(['first', 'plugin'])
})

test('the host is seen by nobody who prints or copies a client', () => {
  const client = createClient()
  expect(Object.keys({ ...client })).not.toContain('fairlead.host')
  expect(() => hostOf({ ...client })).toThrow('createClient')
})
