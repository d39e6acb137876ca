import { type ClientEvent, FairleadError, createClient, hostOf } from '@fairlead/core'
import { expect, test } from 'vitest'
import { rig } from './support/rig.ts'

async function exchanged() {
  const { base } = rig([{ json: { errors: [] }, headers: { 'server-timing': 'db;dur=5' } }])
  const client = createClient(base)
  const events: ClientEvent[] = []
  client.on((event) => void events.push(event))
  const host = hostOf(client)
  const reply = await host.callsOf(host.session()).exchange({
    method: 'POST',
    url: '/graphql',
    options: {},
    carries: { protocol: 'graphql', type: 'query', name: 'Fleet' },
  })
  return { reply, ends: () => events.filter(({ type }) => type === 'operation:end'), events }
}

test('the call of a protocol ends when the protocol has read its reply, with what it made of it', async () => {
  const { reply, ends, events } = await exchanged()
  expect(events[0]).toMatchObject({
    type: 'operation:start',
    carries: { protocol: 'graphql', type: 'query', name: 'Fleet' },
  })
  expect(ends()).toEqual([])
  reply.end(new FairleadError('graphql', undefined, 'the server reports an error'))
  reply.end()
  expect(ends()).toEqual([expect.objectContaining({ status: 200, error: 'graphql', attempts: 1 })])
})

test('an attempt tells what the server says of its own time', async () => {
  const { reply, events } = await exchanged()
  reply.end()
  expect(events.find(({ type }) => type === 'attempt:end')).toMatchObject({ serverTiming: 'db;dur=5' })
})
