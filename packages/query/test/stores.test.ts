import { everyMsOf } from '@fairlead/query'
import { expect, test } from 'vitest'

test('how often figures are looked at is a number of milliseconds, and no other option is there', () => {
  expect(everyMsOf('useHealth', {}, 1_000)).toBe(1_000)
  expect(everyMsOf('useHealth', { everyMs: 20 }, 1_000)).toBe(20)
  for (const everyMs of [0, -1, Infinity, Number.NaN, '5'])
    expect(() => everyMsOf('useHealth', { everyMs } as never, 1_000)).toThrow(/useHealth.*everyMs/)
  expect(() => everyMsOf('useHealth', { every: 5 } as never, 1_000)).toThrow(/useHealth.*'every'/)
})
