import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileCoordinator } from '@fairlead/auth/node'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { freshPath, start } from './folder.ts'

const open = (path: string) => fileCoordinator({ path })

describe('the token file', () => {
  test.skipIf(process.platform === 'win32')('and the folder made for it are for their owner alone', async () => {
    const path = freshPath()
    await open(path).store.compareAndSet('key', undefined, 1)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  })

  test.skipIf(process.platform === 'win32')('loses the rights of others at the next write', async () => {
    const path = freshPath()
    const { store } = open(path)
    const revision = await store.compareAndSet('key', undefined, 1)
    writeFileSync(`${path}.copy`, readFileSync(path), { mode: 0o644 })
    const copy = open(`${path}.copy`)
    await copy.store.compareAndSet('key', revision || '', 2)
    expect(statSync(`${path}.copy`).mode & 0o777).toBe(0o600)
  })

  test('is all that is left after locks and writes', async () => {
    const path = freshPath()
    const { lock, store } = open(path)
    await lock('name', {}, () => store.compareAndSet('key', undefined, 1))
    expect(readdirSync(dirname(path))).toEqual(['tokens.json'])
  })

  test.each(['', '{', 'null', '[]', '{"format":1}', '{"format":1,"entries":[1]}', '{"format":2,"entries":{}}'])(
    'that was broken into %j is an error that quotes nothing, and stays as it is',
    async (broken) => {
      const path = freshPath()
      mkdirSync(dirname(path))
      const text = `${broken}${broken === '' ? '' : ' sentinel-token'.repeat(Number(broken === '{'))}`
      writeFileSync(path, text)
      const { store } = open(path)
      for (const call of [() => store.get('key'), () => store.compareAndSet('key', undefined, 1)]) {
        const error: unknown = await call().catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ kind: 'auth', reason: 'store-corrupt', message: /token file/ })
        expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('sentinel')
      }
      expect(readFileSync(path, 'utf8')).toBe(text)
      expect(readdirSync(dirname(path)), 'no lock is left').toEqual(['tokens.json'])
    },
  )

  test('that cannot be reached is an error with the code of the system, and without the path', async () => {
    const path = freshPath()
    writeFileSync(dirname(path), 'a file where the folder would be')
    const { lock, store } = open(path)
    for (const call of [
      () => store.get('key'),
      () => store.compareAndSet('key', undefined, 1),
      () => lock('name', {}, () => store.get('key')),
    ]) {
      const error: unknown = await call().catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ kind: 'auth', reason: 'store-failed', code: /^(ENOTDIR|EEXIST|ENOENT)$/ })
      expect(String(error)).not.toContain(dirname(path))
    }
  })

  test('takes along what processes left that were killed, and nothing of others', async () => {
    const path = freshPath()
    const id = '3f0c2e0a-7d0e-4a6e-9a53-0a4f4d3c2b1a'
    mkdirSync(dirname(path))
    const old = [`tokens.json.lock.${id}`, `tokens.json.0123456789abcdef.lock.77-1795628325088`]
    const others = [`tokens.json.lock.${id.replace('3', '4')}`, `tokens.json.work.${id}.part`, 'tokens.json.backup']
    for (const name of [`tokens.json.${id}.part`, ...old, ...others]) writeFileSync(join(dirname(path), name), 'x')
    for (const name of old) utimesSync(join(dirname(path), name), 1, 1)
    await open(path).store.compareAndSet('key', undefined, 1)
    expect(readdirSync(dirname(path)).toSorted()).toEqual(['tokens.json', ...others].toSorted())
  })

  test('never repeats a revision for programs whose runtimes count the same', async () => {
    const path = freshPath()
    const revisions = new Set<unknown>()
    for (let program = 0; program < 3; program++) {
      const { store } = fileCoordinator({ path, runtime: createVirtualClock() })
      const revision = await store.compareAndSet('key', undefined, 1)
      revisions.add(revision)
      await store.compareAndSet('key', revision || '', undefined)
    }
    expect(revisions.size).toBe(3)
  })

  test('is heard of when it is written for the first time, while its folder is not there yet', async () => {
    const path = freshPath()
    const listener = open(path)
    let heard = 0
    const stop = listener.onChange('key', () => heard++)
    await open(path).store.compareAndSet('key', undefined, 1)
    await vi.waitFor(() => expect(heard).toBeGreaterThan(0))
    stop()
  })

  test('does not keep a program alive that listens to it', async () => {
    const path = freshPath()
    await open(path).store.compareAndSet('key', undefined, 1)
    expect(await once(start('listen', path), 'exit')).toEqual([0, null])
  })

  test.each([{}, { path: '' }, { path: 3 }])('without a path is a config error: %j', (options) => {
    expect(() => fileCoordinator(options as { path: string })).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.stringContaining('`path`') as string }),
    )
  })
})
