import { dehydrateQueries, registerQueries } from '@fairlead/query'
import { QueryClient } from '@tanstack/react-query'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { renderToPipeableStream } from 'react-dom/server'
import { expect, test } from 'vitest'
import { type Harbour, harbour } from '../../query/test/behaviour/harbour.ts'
import { Page, answer } from './rendered.tsx'

async function render({ q, clock }: Harbour, queryClient: QueryClient): Promise<string> {
  const out = new PassThrough()
  const failures: unknown[] = []
  const html = text(out)
  const { pipe } = renderToPipeableStream(<Page q={q} queryClient={queryClient} />, {
    onAllReady: () => pipe(out),
    onError: (error) => void failures.push(error),
  })
  for (let i = 0; i < 20; i++) await clock.advance(10)
  expect(failures).toEqual([])
  return html
}

test('a server renders what it has fetched, and waits for what suspends', async () => {
  const rig = harbour(answer)
  await rig.signIn('ida')
  const queryClient = new QueryClient()
  registerQueries(rig.q, queryClient)
  await queryClient.query(rig.q.vessels.list.queryOptions())
  const html = await render(rig, queryClient)
  expect(html).toContain('of ida')
  expect(html).toContain('<p id="tide">3</p>')
  expect(rig.paths().toSorted()).toEqual(['GET /tides', 'ida GET /vessels'])
})

test('a server follows nothing: neither tags nor sessions are listened to', async () => {
  const rig = harbour(answer)
  await rig.signIn('ida')
  let followed = 0
  const { subscribe } = rig.client.tags
  rig.client.tags.subscribe = (listener) => {
    followed++
    return subscribe.call(rig.client.tags, listener)
  }
  const { signal } = rig.client.session
  const listen = signal.addEventListener.bind(signal)
  let kept = 0
  signal.addEventListener = (...given: Parameters<typeof listen>) => {
    kept++
    listen(...given)
  }
  const queryClient = new QueryClient()
  const before = kept
  await render(rig, queryClient)
  expect(followed).toBe(0)
  expect(kept).toBe(before)
})

test('what does not suspend is sent before what does', async () => {
  const rig = harbour(answer)
  await rig.signIn('ida')
  const queryClient = new QueryClient()
  registerQueries(rig.q, queryClient)
  await queryClient.query(rig.q.vessels.list.queryOptions())
  const out = new PassThrough()
  let sent = ''
  out.on('data', (piece: Buffer) => (sent += piece.toString()))
  const { pipe } = renderToPipeableStream(<Page q={rig.q} queryClient={queryClient} />, {
    onShellReady: () => pipe(out),
  })
  await expect.poll(() => sent).toContain('waiting')
  expect(sent).toContain('of ida')
  expect(sent).not.toContain('id="tide"')
  const state = (): unknown[] => dehydrateQueries(rig.q, queryClient).queries.map(({ queryKey }) => queryKey[1])
  expect(state()).toEqual([['vessels', 'list']])
  await rig.clock.advance(50)
  await expect.poll(() => sent).toContain('<p id="tide">3</p>')
  expect(state()).toContainEqual(['tides', 'now'])
  expect(rig.paths().toSorted()).toEqual(['GET /tides', 'ida GET /vessels'])
})
