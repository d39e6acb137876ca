import { createClient, post } from '@fairlead/core'
import { monitoring } from '@fairlead/monitoring'
import { createQueries } from '@fairlead/query'
import { memoryOutbox, outbox, queue } from '@fairlead/queue'
import { FairleadProvider } from '@fairlead/react'
import { useHealth } from '@fairlead/react/monitoring'
import { useOutbox, useQueueStatus } from '@fairlead/react/queue'
import { useChannel, useConnection } from '@fairlead/react/ws'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Connection, ConnectionState } from '@fairlead/ws'
import { type ReactNode, StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'

let place: HTMLElement
let root: ReturnType<typeof createRoot>
let failures: unknown[]
beforeEach(() => {
  place = document.body.appendChild(document.createElement('main'))
  failures = []
  root = createRoot(place, { onUncaughtError: (error) => failures.push(error) })
})
afterEach(() => {
  flushSync(() => root.unmount())
  place.remove()
})
const show = (page: ReactNode) => flushSync(() => root.render(<StrictMode>{page}</StrictMode>))
const shows = (text: string) => expect.poll(() => place.textContent).toBe(text)

const Book = post('/bookings', {
  body: z.object({ berth: z.string() }),
  responses: { 201: z.object({ id: z.string() }) },
})

function harbour() {
  const clock = createVirtualClock()
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract: { book: Book },
    runtime: clock,
    transport: mockTransport(() => ({ status: 503, delayMs: 100 }), { runtime: clock }),
    plugins: [queue({ concurrency: 1, outbox: outbox({ store: memoryOutbox() }) }), monitoring()],
    retry: false,
  })
  const q = createQueries(client)
  const queryClient = new QueryClient()
  const around = (page: ReactNode) => (
    <QueryClientProvider client={queryClient}>
      <FairleadProvider queries={q}>{page}</FairleadProvider>
    </QueryClientProvider>
  )
  return { clock, client, around }
}

test('useQueueStatus follows what runs and waits, and sets no timer once it is gone', async () => {
  const { clock, client, around } = harbour()
  function Status() {
    const [lane] = useQueueStatus().lanes
    return <p>{lane ? `${lane.running} run, ${lane.queued} wait` : 'idle'}</p>
  }
  show(around(<Status />))
  await shows('idle')
  const calls = [client.get('/tides').json(), client.get('/winds').json()]
  for (const call of calls) call.catch(() => {})
  await clock.advance(0)
  await clock.advance(0)
  await clock.advance(90)
  // It looks again every quarter of a second.
  await shows('idle')
  client
    .get('/waves')
    .json()
    .catch(() => {})
  await clock.advance(165)
  await shows('1 run, 0 wait')
  await clock.advance(1_000)
  await shows('0 run, 0 wait')
  show(null)
  await clock.advance(1_000)
  expect(clock.pending).toBe(0)
})

test('useHealth shows how calls fared', async () => {
  const { clock, client, around } = harbour()
  function Health() {
    const [origin] = useHealth().origins
    return <p>{origin ? `${origin.calls} calls, ${origin.errors} failed` : 'nothing yet'}</p>
  }
  show(around(<Health />))
  await shows('nothing yet')
  client
    .get('/tides')
    .json()
    .catch(() => {})
  await clock.advance(2_000)
  await shows('1 calls, 1 failed')
  expect(failures).toEqual([])
})

test('useOutbox shows the writes that are kept, and takes one back', async () => {
  const { clock, client, around } = harbour()
  function Kept() {
    const { status, entries, cancel } = useOutbox()
    return (
      <>
        <p>{`${status} ${entries.map(({ template, state }) => `${template} ${state}`).join()}`}</p>
        {entries.map(({ id }) => (
          <button key={id} onClick={() => void cancel(id)} />
        ))}
      </>
    )
  }
  client.queue.outbox.pause()
  show(around(<Kept />))
  await shows('success ')
  const sent = client.queue.outbox.send(Book, { body: { berth: '7' } }, { waitMs: 0 })
  await clock.advance(1)
  await expect(sent).resolves.toMatchObject({ state: 'kept' })
  await shows('success /bookings pending')
  place.querySelector('button')?.click()
  await shows('success ')
})

/** A connection that a test speaks for. */
function scripted() {
  const opened: { readonly says: string; isOpen: boolean; readonly hear: Map<string, (data: number) => void> }[] = []
  const steps = new Set<() => void>()
  const live = {
    state: 'connecting' as ConnectionState,
    failure: undefined,
    onTransition(listener: () => void) {
      steps.add(listener)
      return () => steps.delete(listener)
    },
    channel(name: string, params?: object) {
      const one = {
        says: `${name} ${JSON.stringify(params)}`,
        isOpen: true,
        hear: new Map<string, (data: number) => void>(),
      }
      opened.push(one)
      return {
        ready: Promise.resolve(),
        on: (message: string, listener: (data: number) => void) => one.hear.set(message, listener),
        close: () => void (one.isOpen = false),
      }
    },
  }
  interface Messages {
    readonly channels: {
      readonly vessel: {
        readonly params: z.ZodType<{ id: string }>
        readonly messages: { readonly moved: z.ZodNumber }
      }
    }
  }
  return { opened, steps, live, connection: live as unknown as Connection<Messages, 'resumable'> }
}

test('useConnection follows the state of a connection', async () => {
  const { live, steps, connection } = scripted()
  function State() {
    return <p>{useConnection(connection).state}</p>
  }
  show(<State />)
  await shows('connecting')
  live.state = 'ready'
  for (const step of steps) step()
  await shows('ready')
  show(null)
  expect(steps.size).toBe(0)
})

test('useChannel opens one channel, StrictMode or not, hears with its latest listener, and closes it', async () => {
  const { opened, connection } = scripted()
  const heard: string[] = []
  function Vessel({ id, as }: { readonly id: string; readonly as: string }) {
    const { status } = useChannel(connection, 'vessel', { id }, { moved: (n) => heard.push(`${as} ${n}`) })
    return <p>{status}</p>
  }
  show(<Vessel id="1" as="first" />)
  await shows('success')
  expect(opened.map(({ says }) => says)).toEqual(['vessel {"id":"1"}'])
  opened[0]?.hear.get('moved')?.(1)
  show(<Vessel id="1" as="second" />)
  await expect.poll(() => (opened[0]?.hear.get('moved')?.(2), heard.at(-1))).toBe('second 2')
  expect(heard[0]).toBe('first 1')
  expect(opened).toHaveLength(1)
  show(<Vessel id="2" as="second" />)
  await expect
    .poll(() => opened.map(({ says, isOpen }) => `${says} ${isOpen}`))
    .toEqual(['vessel {"id":"1"} false', 'vessel {"id":"2"} true'])
  show(null)
  await expect.poll(() => opened[1]?.isOpen).toBe(false)
})

test('a client without the plugin says what is missing', () => {
  const client = createClient({ baseUrl: 'https://harbour.example', contract: { book: Book } })
  function Status() {
    return <p>{useQueueStatus().lanes.length}</p>
  }
  show(
    <QueryClientProvider client={new QueryClient()}>
      <FairleadProvider queries={createQueries(client)}>
        <Status />
      </FairleadProvider>
    </QueryClientProvider>,
  )
  expect(failures[0]).toMatchObject({ kind: 'config', message: expect.stringContaining('`queue()`') })
})
