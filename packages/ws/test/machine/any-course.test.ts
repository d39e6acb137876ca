import { createVirtualClock } from '@fairlead/testing'
import { createRandom } from '@fairlead/testing/chaos'
import { array, assert, asyncProperty, constantFrom } from 'fast-check'
import { expect, test } from 'vitest'
import { transitions as allowed } from '../../src/states.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'
import { testSession } from '../support/session.ts'

const happenings = [
  'open',
  'welcome',
  'malformed',
  'down 1006',
  'down 1013',
  'down 4401',
  'down 1000',
  'sign in',
  'sign out',
  'reconnect',
  'online',
  'offline',
  'suspended',
  'resumed',
  'visible',
  'hidden',
  'a moment',
  'a minute',
] as const

test('whatever happens, there is one link at most, each step is an allowed one, and the end leaves nothing', async () => {
  await assert(
    asyncProperty(array(constantFrom(...happenings), { maxLength: 60 }), async (course) => {
      const session = testSession()
      const clock = createVirtualClock({ random: createRandom(course.length) })
      const { server, connection, transitions } = scriptedConnection({ clock, plugins: [session.plugin] })
      /** What tells nothing after it has ended, as a transport promises. */
      const over = new Set<unknown>()
      await clock.advance(0)
      for (const happening of course) {
        const link = server.links.at(-1)
        const isLive = link !== undefined && !over.has(link)
        if (happening === 'open' && isLive && !link.isClosed && connection.state === 'connecting') link.events.open()
        else if (happening === 'welcome' && isLive && connection.state === 'authenticating')
          link.say({ type: 'welcome', session: 's1', epoch: 'e1', resumed: false, received: 0, expiresInMs: 60_000 })
        else if (happening === 'malformed' && isLive) link.say('}')
        else if (happening.startsWith('down') && isLive) {
          over.add(link)
          link.events.down({ code: Number(happening.slice(5)) })
        } else if (happening === 'sign in') session.signIn('ida')
        else if (happening === 'sign out') session.signOut()
        else if (happening === 'reconnect') connection.reconnect()
        else if (happening === 'a minute') await clock.advance(60_000)
        else if (['online', 'offline', 'suspended', 'resumed', 'visible', 'hidden'].includes(happening))
          clock.emit(happening as 'online')
        await clock.advance(1)
        expect(server.links.filter((each) => !each.isClosed && !over.has(each)).length).toBeLessThanOrEqual(1)
      }
      for (const { from, to } of transitions) expect(allowed[from]).toContain(to)
      for (const [at, { from }] of transitions.entries()) expect(from).toBe(transitions[at - 1]?.to ?? 'idle')
      connection.close()
      await clock.advance(0)
      expect([clock.pending, server.links.every((each) => each.isClosed || over.has(each))]).toEqual([0, true])
    }),
    { numRuns: 200 },
  )
}, 60_000)
