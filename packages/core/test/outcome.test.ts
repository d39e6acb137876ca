import { FairleadError, type Outcome, createTags, outcomeOf, outcomeOfStatus } from '@fairlead/core'
import { describe, expect, test } from 'vitest'

const where = { method: 'GET', template: '/v' }
const replyOf = (status: number) => ({ reply: { status, headers: new Headers(), url: '', body: null } })

describe('the outcome of a try', () => {
  test.each<[Outcome, number[]]>([
    ['applied', [200, 201, 204, 206, 301, 304]],
    ['refused', [400, 401, 403, 404, 409, 410, 412, 422, 428, 501, 505]],
    ['transient', [408, 425, 429, 503]],
    ['unknown', [500, 502, 504]],
  ])('is %s by the statuses %j', (outcome, statuses) => {
    for (const status of statuses) expect(outcomeOfStatus(status)).toBe(outcome)
  })

  test('of a connection that was never made is transient: nothing was sent', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']) {
      expect(outcomeOf({ error: new FairleadError('network', where, 'x', { code }) })).toBe('transient')
    }
  })

  test.each<[string, Outcome]>([
    ['network', 'unknown'],
    ['timeout', 'unknown'],
    ['decode', 'applied'],
    ['abort', 'refused'],
    ['validation', 'refused'],
    ['rejected', 'refused'],
    ['config', 'refused'],
  ])('of a %s error is %s', (kind, outcome) => {
    expect(outcomeOf({ error: new FairleadError(kind as 'network', where, 'x') })).toBe(outcome)
  })

  test('of a foreign error is refused', () => {
    expect(outcomeOf({ error: new Error('a bug') })).toBe('refused')
  })

  test("follows a protocol's own word on its replies", () => {
    expect(outcomeOf(replyOf(200), () => 'transient')).toBe('transient')
    expect(outcomeOf(replyOf(503), () => undefined)).toBe('transient')
    expect(outcomeOf(replyOf(404))).toBe('refused')
  })
})

describe('tags', () => {
  test('tell their listeners what changed, how hard and how far', () => {
    const tags = createTags()
    const heard: unknown[] = []
    const stop = tags.subscribe((change) => heard.push(change))
    tags.invalidate(['vessels'])
    tags.invalidate(['vessel:1', 'vessel:2'], 'gone')
    tags.invalidate(['pushed'], 'stale', 'tab')
    tags.invalidate([])
    stop()
    tags.invalidate(['late'])
    expect(heard).toEqual([
      { tags: ['vessels'], mode: 'stale' },
      { tags: ['vessel:1', 'vessel:2'], mode: 'gone' },
      { tags: ['pushed'], mode: 'stale', reach: 'tab' },
    ])
  })
})
