import { type CacheApi, type CacheOptions, cache } from '@fairlead/cache'
import { createClient, get } from '@fairlead/core'
import { expectTypeOf, test } from 'vitest'

const contract = {
  list: get('/vessels', { tags: ['vessels'], options: { cache: { ttlMs: 60_000 } } }),
}
const client = createClient({ baseUrl: 'https://harbour.example/api', contract, plugins: [cache()] })
const bare = createClient({ baseUrl: 'https://harbour.example/api', contract })

test('a call says how it uses the cache, in words or as an object', () => {
  const never = (): unknown => [
    client.get('/tides', { cache: 'no-cache' }),
    client.get('/tides', { cache: { mode: 'reload', ttlMs: 1_000, staleMs: 5_000, tags: ['tides'] } }),
    client.api.list({}, { cache: 'only-if-cached' }),
    client.fetch('/tides', { cache: 'no-store' }),
  ]
  expectTypeOf(never).toBeFunction()
})

test('what is no mode, no lifetime and no tag does not compile', () => {
  const never = (): unknown => [
    // @ts-expect-error -- misspelt
    client.get('/tides', { cache: 'nocache' }),
    // @ts-expect-error -- a lifetime is a number of milliseconds
    client.get('/tides', { cache: { ttlMs: '1 min' } }),
    // @ts-expect-error -- seconds are no option
    client.get('/tides', { cache: { ttl: 60 } }),
    // @ts-expect-error -- tags are a list
    client.get('/tides', { cache: { tags: 'tides' } }),
    // @ts-expect-error -- the plugin is not there
    bare.get('/tides', { cache: 'no-cache' }),
    // @ts-expect-error -- tags are a list
    client.cache.invalidate('vessels'),
    // @ts-expect-error -- soft or hard
    client.cache.invalidate(['vessels'], 'soft'),
    // @ts-expect-error -- the plugin is not there
    bare.cache.clear(),
  ]
  expectTypeOf(never).toBeFunction()
})

test('the options of the plugin are known', () => {
  expectTypeOf(client.cache).toEqualTypeOf<CacheApi>()
  expectTypeOf<CacheOptions['type']>().toEqualTypeOf<'private' | 'shared' | undefined>()
  const never = (): unknown => [
    // @ts-expect-error -- neither private nor shared
    cache({ type: 'public' }),
    // @ts-expect-error -- no such option
    cache({ ttl: 60 }),
    // @ts-expect-error -- a store has four parts
    cache({ store: { get: () => ({ epoch: 0, found: [] }) } }),
  ]
  expectTypeOf(never).toBeFunction()
})
