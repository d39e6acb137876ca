import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createVirtualClock } from '@fairlead/testing'
import { createSocketServer, refusal } from '@fairlead/ws/server'
import { expect, test } from 'vitest'
import * as z from 'zod'

const protocol = readFileSync(join(import.meta.dirname, '../PROTOCOL.md'), 'utf8')
const example = protocol.split('## An example')[1]?.split('```')[1]?.trim().split('\n') ?? []
const Course = z.object({ course: z.number() })
const Vessel = z.object({ id: z.string() })

test('the server half says what the example of PROTOCOL.md says', async () => {
  const clock = createVirtualClock()
  const sockets = createSocketServer({
    runtime: clock,
    authenticate: () => ({ id: 'ann', expiresAt: clock.now() + 60_000 }),
    messages: {
      toServer: { steer: z.object({ id: z.string(), course: z.number() }) },
      requests: { depth: { input: z.object({ berth: z.string() }), output: z.number() } },
      channels: { vessel: { params: Vessel, messages: { moved: Course } } },
    },
  })
  const courses: number[] = []
  sockets.on('steer', ({ course }) => void courses.push(course))
  sockets.channel('vessel', () => true)
  sockets.handle('depth', ({ berth }) => {
    throw refusal('no-such-berth', `there is no ${berth}`)
  })

  const told: string[] = []
  const done: string[] = []
  let session = ''
  let sent: string[] = []
  let isBroken = false
  const open = () => {
    sent = []
    const own = sent
    return sockets.accept(
      { send: (frame) => void own.push(String(frame)), bufferedAmount: 0, close() {} },
      { headers: {} },
    )
  }
  let link: ReturnType<typeof open> | undefined
  const notes: Record<string, () => unknown> = {
    'the first link': () => (link = open()),
    'the server publishes a position': () => sockets.publish('vessel', { id: 'aurora' }, 'moved', { course: 270 }),
    'nothing is said for ten seconds': () => clock.advance(10_000),
    'the link breaks while both speak: neither of these arrives'() {
      isBroken = true
      sockets.publish('vessel', { id: 'aurora' }, 'moved', { course: 275 })
    },
    'the second link'() {
      isBroken = false
      link?.down()
      link = open()
    },
    'the client has a newer credential': () => clock.advance(8_000),
    'the client leaves': () => {},
  }
  for (const line of example) {
    const frame = line.slice(2).replace('"session":"S"', `"session":"${session}"`)
    if (line.startsWith('→')) {
      if (!isBroken) link?.frame(frame)
    } else if (line.startsWith('←')) {
      await clock.advance(0)
      const heard = sent.shift() ?? 'nothing'
      session = /"session":"([^"]+)"/.exec(heard)?.[1] ?? session
      told.push(`← ${heard.replace(/("session":)"[^"]+","epoch":"[^"]+"/, '$1"S","epoch":"E"')}`)
    } else {
      await notes[line]?.()
      done.push(line)
    }
  }
  expect(told).toEqual(example.filter((line) => line.startsWith('←')))
  expect(done.toSorted()).toEqual(Object.keys(notes).toSorted())
  expect(sent).toEqual([])
  expect(courses).toEqual([270, 280])
  expect(sockets.counts.sessions).toBe(0)
})
