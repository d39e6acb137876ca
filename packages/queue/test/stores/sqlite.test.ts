import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { sqliteOutbox } from '@fairlead/queue/sqlite'
import { outboxStoreCases } from '@fairlead/testing/conformance'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { write } from './write.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-outbox-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the outbox in SQLite', () => {
  test.each(outboxStoreCases)('$name', async ({ run }) => {
    await expect(run({ open: () => sqliteOutbox({ path: join(folder, 'cases.db') }) })).resolves.toBeUndefined()
  })

  test('gives several processes one line: no place twice, no entry and no change lost', async () => {
    const path = join(folder, 'processes.db')
    const users = ['0', '1', '2'].map((name) => runUser(path, name))
    expect(await Promise.all(users)).toEqual(['', '', ''])
    const store = sqliteOutbox({ path })
    const [shared, ...entries] = (await store.list()).toSorted((one, other) => (one.id < other.id ? 1 : -1))
    expect([shared?.id, shared?.attempts]).toEqual(['shared', 300])
    expect(entries).toHaveLength(300)
    expect(new Set(entries.map(({ seq }) => seq)).size).toBe(300)
    for (const name of ['0', '1', '2']) {
      const own = entries.filter(({ lane }) => lane === name).toSorted((one, other) => one.seq - other.seq)
      expect(own.map(({ attempts }) => attempts)).toEqual(Array.from({ length: 100 }, (_, index) => index))
    }
    await store.close?.()
  })

  test.skipIf(process.platform === 'win32')('makes its files for their owner alone', async () => {
    const path = join(folder, 'private.db')
    const store = sqliteOutbox({ path })
    await store.add(write('a'), { maxEntries: 1, maxBytes: 100 })
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600)
    await store.close?.()
  })

  test('says that it is not available, and not that something is stored, once its file is no database', async () => {
    const path = join(folder, 'rubbish.db')
    const store = sqliteOutbox({ path })
    await store.close?.()
    await expect(store.list()).rejects.toMatchObject({ kind: 'rejected', reason: 'outbox-unavailable' })
    writeFileSync(path, 'this is no database, however long one reads it')
    expect(() => sqliteOutbox({ path })).toThrow(refusal('`path` cannot be opened'))
  })

  test('says that there is no room, stores nothing then, and works on', async () => {
    const store = sqliteOutbox({ path: join(folder, 'full.db') })
    const { exec } = DatabaseSync.prototype
    const spied = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      if (sql !== 'COMMIT') return exec.call(this, sql)
      throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })
    })
    await expect(store.add(write('a'), { maxEntries: 9, maxBytes: 100 })).rejects.toMatchObject({
      kind: 'rejected',
      reason: 'outbox-full',
      message: 'sqliteOutbox: there is no room (database or disk is full)',
    })
    spied.mockRestore()
    expect(await store.list()).toEqual([])
    expect(await store.add(write('b'), { maxEntries: 9, maxBytes: 100 })).toMatchObject({ id: 'b' })
    await store.close?.()
  })

  test('a row that something has spoilt holds up no other', async () => {
    const path = join(folder, 'spoilt.db')
    const store = sqliteOutbox({ path })
    for (const id of ['a', 'b', 'c']) await store.add(write(id), { maxEntries: 9, maxBytes: 100 })
    const database = new DatabaseSync(path)
    database.exec(`UPDATE outbox SET entry = '{' WHERE id = 'b'`)
    database.close()
    expect((await store.list()).map(({ id }) => id)).toEqual(['a', 'c'])
    expect(await store.update('c', () => null)).toBeUndefined()
    await store.close?.()
  })

  test('checks its options', () => {
    expect(() => sqliteOutbox({ path: join(folder, 'none', 'x.db') })).toThrow(refusal('`path` cannot be opened'))
    expect(() => sqliteOutbox({ path: 7 } as never)).toThrow(refusal('`path` cannot be 7'))
    expect(() => sqliteOutbox({} as never)).toThrow(refusal('`path` cannot be opened'))
    expect(() => sqliteOutbox({ path: 'x', wal: true } as never)).toThrow(refusal("unknown option 'wal'"))
  })
})

function refusal(message: string): unknown {
  return expect.objectContaining({ kind: 'config', message: expect.stringContaining(message) as string })
}

/** Runs a process that uses the file, to its end; answers what it said was wrong. */
async function runUser(path: string, name: string): Promise<string> {
  const script = fileURLToPath(import.meta.resolve('./sqlite-user.ts'))
  const args = ['--conditions=@fairlead/source', '--disable-warning=ExperimentalWarning', script, path, name]
  return text(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }).stderr)
}
