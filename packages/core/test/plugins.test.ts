import { type Host, type Plugin, type Stage, createClient, intercept, stages } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

/** A plugin with a layer in these stages, which notes when it is passed. */
const passing = (name: string, at: readonly Stage[], seen: string[] = []): Plugin => ({
  name,
  install: () => ({
    layers: at.map((stage) => ({
      stage,
      handle: (request, next) => {
        seen.push(`${stage} ${name}`)
        return next(request)
      },
    })),
  }),
})
const untyped = (plugins: readonly Plugin[], base: object = {}) =>
  createClient({ baseUrl: 'https://harbour.example', ...base, plugins } as object)

describe('the order of stages', () => {
  test('is that of the design, whatever the order of the plugins', async () => {
    const plugins = (seen: string[]) => [
      passing('a', ['sign', 'cache', 'observe'], seen),
      passing('b', ['trace', 'wire', 'recover', 'admit', 'intercept'], seen),
      passing('c', ['outbox', 'authorize', 'attempt', 'session'], seen),
    ]
    const orders: string[][] = []
    for (const turn of [
      (all: Plugin[]) => all,
      (all: Plugin[]) => all.toReversed(),
      ([a, b, c]: Plugin[]) => [b, c, a] as Plugin[],
    ]) {
      const seen: string[] = []
      await untyped(turn(plugins(seen)), rig([{ json: 1 }]).base).get('/v')
      orders.push(seen)
    }
    expect(orders[0]?.map((step) => step.split(' ')[0])).toEqual([...stages])
    expect(orders[1]).toEqual(orders[0])
    expect(orders[2]).toEqual(orders[0])
  })

  test('inside one stage is that of the plugins', async () => {
    const seen: string[] = []
    await untyped([passing('b', ['cache'], seen), passing('a', ['cache'], seen)], rig([{ json: 1 }]).base).get('/v')
    expect(seen).toEqual(['cache b', 'cache a'])
  })

  test('is shown by explain', () => {
    const client = untyped([
      passing('queue', ['admit']),
      intercept({ name: 'mine' }),
      passing('store', ['cache']),
      intercept({ per: 'attempt' }),
    ])
    const { steps } = client.explain()
    expect(steps.map(({ stage, name, per }) => `${stage} ${name} ${per}`)).toEqual([
      'session session operation',
      'intercept mine operation',
      'cache store operation',
      'recover retry operation',
      'admit queue attempt',
      'attempt clocks attempt',
      'attempt intercept attempt',
      'send fetch attempt',
    ])
    const lines = String(client.explain()).split('\n')
    expect(lines).toHaveLength(steps.length)
    expect(lines[4]).toMatch(/admit.*queue.*attempt/)
  })
})

describe('names', () => {
  test.each([
    'api',
    'get',
    'head',
    'post',
    'put',
    'patch',
    'delete',
    'request',
    'fetch',
    'explain',
    'session',
    'withSession',
    'on',
    'tags',
    'contract',
    'dispose',
    'then',
    'constructor',
    '__proto__',
  ])('cannot be the reserved %s', (name) => {
    expect(() => untyped([passing(name, [])])).toThrow(expect.objectContaining({ kind: 'config' }) as Error)
  })

  test('cannot be there twice', () => {
    expect(() => untyped([passing('queue', []), passing('queue', [])])).toThrow("'queue'")
  })

  test('may be empty for any number of plugins without an API', () => {
    expect(() => untyped([intercept({}), intercept({}), passing('', [])])).not.toThrow()
  })
})

describe('call options of a plugin', () => {
  const isPriority = (value: unknown): value is 'high' | 'low' => value === 'high' || value === 'low'
  const queue = (seen: unknown[] = []): Plugin<'queue', { priority: typeof isPriority }> => ({
    name: 'queue',
    options: { priority: isPriority },
    install: () => ({
      layers: [
        {
          stage: 'admit',
          handle(request, next) {
            seen.push(request.options['priority'])
            return next(request)
          },
        },
      ],
    }),
  })

  test('reach its layers', async () => {
    const seen: unknown[] = []
    const client = createClient({ ...rig([{ json: 1 }]).base, plugins: [queue(seen)] })
    await client.get('/v', { priority: 'high' })
    await client.get('/v', { priority: undefined })
    expect(seen).toEqual(['high', undefined])
  })

  test('are guarded at run time', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const error = await failureOf(
      createClient({ ...base, plugins: [queue()] }).get('/v', { priority: 'secret' as never }),
    )
    expect(error).toMatchObject({ kind: 'config' })
    expect(error.message).toContain("'priority'")
    expect(error.message).not.toContain('secret')
    expect(sent).toHaveLength(0)
  })

  test('cannot be those of another plugin or of core', () => {
    const other = { ...queue(), name: 'other' }
    expect(() => untyped([queue(), other])).toThrow("'priority'")
    expect(() => untyped([{ name: 'x', options: { signal: () => true }, install: () => ({}) }])).toThrow("'signal'")
  })
})

describe('what a plugin brings', () => {
  test('is on the client under its name', () => {
    const lane = { name: 'lane', install: () => ({ api: { length: () => 3 } }) } as const
    const client = createClient({ ...rig([]).base, plugins: [lane] })
    expect(client.lane.length()).toBe(3)
    expect(client.withSession(client.session).lane).toBe(client.lane)
  })

  test('is made once for a client, with what a host gives', () => {
    const hosts: Host[] = []
    const { base } = rig([])
    const client = untyped([{ name: 'x', install: (host) => (hosts.push(host), {}) }], base)
    expect(hosts).toHaveLength(1)
    expect(hosts[0]?.runtime).toBe(base.runtime)
    expect(hosts[0]?.tags).toBe(client.tags)
    expect(hosts[0]?.session()).toBe(client.session)
  })

  test('may be one session', () => {
    const { session } = createClient(rig([]).base)
    const bring = (name: string): Plugin => ({ name, install: () => ({ session }) })
    expect(untyped([bring('one')]).session).toBe(session)
    expect(() => untyped([bring('one'), bring('two')])).toThrow('session')
  })

  test('is disposed of with the client, all of it also where one part fails', async () => {
    const ended: string[] = []
    const ends = (name: string, fails = false): Plugin => ({
      name,
      install: () => ({
        async dispose() {
          ended.push(name)
          if (fails) throw new Error(`${name} is stuck`)
        },
      }),
    })
    await expect(untyped([ends('a', true), ends('b')]).dispose()).rejects.toThrow('a is stuck')
    expect(ended.toSorted()).toEqual(['a', 'b'])
  })
})
