import { createUpload } from '@fairlead/query'
import { afterEach, expect, test } from 'vitest'
import { type Harbour, harbour } from './behaviour/harbour.ts'

let rig: Harbour
afterEach(() => rig.client.dispose())

/** In the body's turns, and the server's time. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await rig.clock.advance(5)
}
const file = { body: new Blob(['x'.repeat(1_000)]) }

test('an upload tells how far it is, and how it has ended', async () => {
  rig = harbour(() => ({ status: 201, json: { bytes: 1_000 }, delayMs: 10 }))
  const upload = createUpload(rig.q.documents.upload)
  const seen: string[] = []
  upload.subscribe(() => seen.push(`${upload.get().status} ${upload.get().loadedBytes}`))
  const ended = upload.mutateAsync(file)
  await rig.clock.advance(0)
  expect(upload.get()).toMatchObject({ status: 'pending', loadedBytes: 500, totalBytes: 1_000 })
  await settle()
  await expect(ended).resolves.toEqual({ bytes: 1_000 })
  expect(seen.at(-1)).toMatch(/^success/)
  expect(upload.get()).toMatchObject({ data: { bytes: 1_000 }, error: null })
  expect(upload.get()).toBe(upload.get())
  upload.reset()
  expect(upload.get().status).toBe('idle')
})

test('a failure is typed, and not unhandled', async () => {
  rig = harbour(() => ({ status: 413, json: { title: 'too large' } }))
  const upload = createUpload(rig.q.documents.upload)
  upload.mutate(file)
  await settle()
  const { status, error } = upload.get()
  expect(status).toBe('error')
  expect(error?.kind === 'http' && error.status === 413 && error.data.title).toBe('too large')
})

test('one that is cancelled is idle at once, and the request has ended', async () => {
  rig = harbour(() => ({ hang: true }))
  const upload = createUpload(rig.q.documents.upload)
  const ended = upload.mutateAsync(file)
  await settle()
  expect(() => upload.mutate(file)).toThrow(/cancel it first/)
  upload.cancel()
  expect(upload.get().status).toBe('idle')
  await expect(ended).rejects.toMatchObject({ kind: 'abort' })
  expect(rig.asked[0]?.signal.aborted).toBe(true)
  expect(rig.paths()).toEqual(['POST /documents'])
})

test('the next user sees nothing of it, and may begin at once', async () => {
  rig = harbour(({ user }) => (user === 'ida' ? { hang: true } : { status: 201, json: { bytes: 1 } }))
  const { signIn, q } = rig
  await signIn('ida')
  const upload = createUpload(q.documents.upload)
  let told = 0
  upload.subscribe(() => told++)
  const ended = upload.mutateAsync(file)
  await settle()
  const before = told
  await signIn('ben')
  await expect(ended).rejects.toMatchObject({ kind: 'rejected', reason: 'session-ended' })
  expect(told).toBeGreaterThan(before)
  expect(upload.get().status).toBe('idle')
  const next = upload.mutateAsync(file)
  await settle()
  await expect(next).resolves.toEqual({ bytes: 1 })
  await signIn('ida')
  expect(upload.get().status).toBe('idle')
})
