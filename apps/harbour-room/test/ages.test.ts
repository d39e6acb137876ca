import { QueryClient } from '@tanstack/query-core'
import { type Mock, describe, expect, test, vi } from 'vitest'
import { type Ages, createAges } from '../src/harbour/ages.ts'

const KEY = ['vessels']
const FRESH = new Headers({ 'cache-status': 'fairlead; hit; ttl=5', age: '1' })
const STALE = new Headers({ 'cache-status': 'fairlead; hit; ttl=-3', age: '60' })

function open(): { ages: Ages; queryClient: QueryClient; told: Mock<() => void> } {
  const queryClient = new QueryClient()
  queryClient.setQueryData(KEY, 'all of them')
  const ages = createAges(queryClient)
  const told = vi.fn<() => void>()
  ages.subscribe(told)
  return { ages, queryClient, told }
}
const standing = (ages: Ages): string | undefined => ages.of(KEY)?.standing

describe('the age of an answer', () => {
  test('is known once it has come, and is told of', () => {
    const { ages, told } = open()
    expect(standing(ages)).toBeUndefined()
    ages.hear(KEY, { headers: FRESH })
    expect(standing(ages)).toBe('fresh')
    expect(told).toHaveBeenCalledTimes(1)
  })

  test('is forgotten with its query', () => {
    const { ages, queryClient } = open()
    ages.hear(KEY, { headers: FRESH })
    queryClient.removeQueries({ queryKey: KEY })
    expect(standing(ages)).toBeUndefined()
  })
})

describe('a stale answer', () => {
  test('is the newest to be had where a newer one did not come', async () => {
    const { ages, told } = open()
    const renewed = Promise.resolve(false)
    ages.hear(KEY, { headers: STALE, renewed })
    expect(standing(ages)).toBe('behind')
    await renewed
    expect(standing(ages)).toBe('unreachable')
    expect(told).toHaveBeenCalledTimes(2)
  })

  test('waits for the newer one where that came', async () => {
    const { ages } = open()
    const renewed = Promise.resolve(true)
    ages.hear(KEY, { headers: STALE, renewed })
    await renewed
    expect(standing(ages)).toBe('behind')
    ages.hear(KEY, { headers: FRESH })
    expect(standing(ages)).toBe('fresh')
  })

  test('says nothing of the one that has come since', async () => {
    const { ages } = open()
    const renewed = Promise.resolve(false)
    ages.hear(KEY, { headers: STALE, renewed })
    ages.hear(KEY, { headers: FRESH })
    await renewed
    expect(standing(ages)).toBe('fresh')
  })

  test('stays the newest to be had while it is asked for again, until there is a newer one', async () => {
    const { ages } = open()
    const lost = Promise.resolve(false)
    ages.hear(KEY, { headers: STALE, renewed: lost })
    await lost
    const renewed = Promise.resolve(true)
    ages.hear(KEY, { headers: STALE, renewed })
    await renewed
    expect(standing(ages)).toBe('unreachable')
    ages.hear(KEY, { headers: FRESH })
    expect(standing(ages)).toBe('fresh')
  })
})
