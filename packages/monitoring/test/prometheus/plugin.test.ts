import { expect, test } from 'vitest'
import { failureOf } from '../../../core/test/support/rig.ts'
import { createRegistry, prometheus } from '../../src/prometheus.ts'
import { watchedClient } from '../support/rig.ts'
import { parse } from './support/parse.ts'

test('calls are measured under the names of the conventions', async () => {
  const { client, clock } = watchedClient([{ status: 503 }, { status: 200, json: { ok: true } }], [prometheus()])
  const call = client.get('/vessels/{id}', { params: { id: 'secret-7' } }).json()
  await clock.advance(10_000)
  await call
  const text = client.prometheus.text()
  expect(text).not.toContain('secret-7')
  const { samples } = parse(text)
  const of = (name: string): unknown =>
    samples.filter((sample) => sample.name === name).map(({ labels, value }) => ({ ...labels, value }))
  const server = { server_address: 'harbour.example', server_port: '443' }
  const place = { ...server, url_template: '/vessels/{id}' }
  const ofCall = { ...server, template: '/vessels/{id}', method: 'GET' }
  expect(of('http_client_request_duration_seconds_count')).toEqual([
    {
      ...place,
      http_request_method: 'GET',
      http_response_status_code: '503',
      error_type: '503',
      value: 1,
    },
    { ...place, http_request_method: 'GET', http_response_status_code: '200', value: 1 },
  ])
  expect(of('fairlead_call_retries_total')).toEqual([{ ...ofCall, value: 1 }])
  expect(of('fairlead_call_duration_seconds_count')).toEqual([{ ...ofCall, value: 1 }])
  expect(of('http_client_active_requests')).toMatchObject([{ value: 0 }])
})

test('a streamed answer is under way until its body has ended, and what was sent has its size', async () => {
  const { client, clock } = watchedClient([{ pieces: ['one', { waitMs: 100 }, 'two'] }], [prometheus()])
  const stream = await client.post('/log', { body: { a: 'ü' } }).stream()
  const of = (name: string): unknown =>
    parse(client.prometheus.text())
      .samples.filter((sample) => sample.name === name)
      .map(({ value }) => value)
  expect(of('http_client_active_requests')).toEqual([1])
  expect(of('http_client_request_duration_seconds_count')).toEqual([])
  const text = new Response(stream).text()
  await clock.advance(100)
  expect(await text).toBe('onetwo')
  await clock.advance(1)
  expect(of('http_client_active_requests')).toEqual([0])
  expect(of('http_client_request_duration_seconds_count')).toEqual([1])
  expect(of('http_client_request_body_size_bytes_sum')).toEqual([10])
})

test('several clients write to one registry, each with its labels', async () => {
  const registry = createRegistry({ prefix: 'shop' })
  for (const name of ['billing', 'stock']) {
    const { client } = watchedClient([{ status: 204 }], [prometheus({ registry, labels: { client: name } })])
    await client.get('/vessels').bytes()
    expect(client.prometheus.text()).toBe(registry.text())
  }
  const counts = parse(registry.text()).samples.filter(
    ({ name }) => name === 'shop_fairlead_call_duration_seconds_count',
  )
  expect(counts.map(({ labels }) => labels['client'])).toEqual(['billing', 'stock'])
})

test('a client that was disposed measures no more', async () => {
  const registry = createRegistry()
  const { client } = watchedClient([{ status: 204 }], [prometheus({ registry })])
  await client.get('/vessels').bytes()
  const before = registry.text()
  await client.dispose()
  await client.get('/vessels').result()
  expect(registry.text()).toBe(before)
})

test('unknown options and labels that cannot be are refused', async () => {
  for (const options of [
    { registry: {} },
    { labels: { 'a b': 'x' } },
    { labels: { __name__: 'x' } },
    { labels: { a: {} } },
    { label: {} },
  ]) {
    const call = made(() => prometheus(options as never))
    expect(await failureOf(call)).toMatchObject({ kind: 'config' })
  }
})

/** What was thrown at once, as a call's failure. */
async function made<T>(make: () => T): Promise<T> {
  return make()
}
