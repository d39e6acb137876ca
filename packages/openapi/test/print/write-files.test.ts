import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { markOf } from '../../src/import/files/mark.ts'
import { writeFiles } from '../../src/import/files/write-files.ts'

const mark = markOf({ title: 'Harbour', version: '1.0.0' })
const text = (more = ''): string => `${mark}\n\nexport {}\n${more}`

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-write-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})
const target = (): string => join(folder, 'api')
const read = (path: string): Promise<string> => readFile(join(target(), path), 'utf8')

describe('writing modules into a folder', () => {
  test('makes the folder, and leaves nothing else in it', async () => {
    const files = new Map([
      ['index.ts', text()],
      ['schemas/vessel.ts', text('// vessel')],
    ])
    expect(await writeFiles(target(), files)).toEqual({
      written: ['index.ts', 'schemas/vessel.ts'],
      removed: [],
      unchanged: 0,
    })
    expect(await readdir(target(), { recursive: true })).toEqual(
      expect.arrayContaining(['index.ts', 'schemas', join('schemas', 'vessel.ts')]),
    )
    expect(await readdir(target())).toHaveLength(2)
    expect(await read('schemas/vessel.ts')).toBe(text('// vessel'))
  })

  test('does not touch what stays the same, and replaces what does not', async () => {
    await writeFiles(
      target(),
      new Map([
        ['a.ts', text()],
        ['b.ts', text()],
      ]),
    )
    const before = await stat(join(target(), 'a.ts'))
    const result = await writeFiles(
      target(),
      new Map([
        ['a.ts', text()],
        ['b.ts', text('// new')],
      ]),
    )
    expect(result).toEqual({ written: ['b.ts'], removed: [], unchanged: 1 })
    const after = await stat(join(target(), 'a.ts'))
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs])
    expect(await read('b.ts')).toBe(text('// new'))
  })

  test('removes what an import has made and the next one does not have, with folders that are then empty', async () => {
    await writeFiles(
      target(),
      new Map([
        ['a.ts', text()],
        ['schemas/b.ts', text()],
        ['openapi/c.ts', text()],
      ]),
    )
    await writeFile(join(target(), 'own.ts'), '// by hand')
    await writeFile(join(target(), 'openapi/own.ts'), '// by hand')
    const { removed } = await writeFiles(target(), new Map([['index.ts', text()]]))
    expect(removed).toEqual(['a.ts', 'openapi/c.ts', 'schemas/b.ts'])
    expect((await readdir(target())).toSorted()).toEqual(['index.ts', 'openapi', 'own.ts'])
  })

  test('leaves another import in a folder below alone', async () => {
    await writeFiles(join(target(), 'other'), new Map([['a.ts', text()]]))
    expect(await writeFiles(target(), new Map([['index.ts', text()]]))).toHaveProperty('removed', [])
    expect(await read('other/a.ts')).toBe(text())
  })

  test('refuses to replace a file that it has not made, and then writes nothing', async () => {
    await mkdir(target())
    await writeFile(join(target(), 'b.ts'), '// by hand')
    const files = new Map([
      ['a.ts', text()],
      ['b.ts', text()],
    ])
    await expect(writeFiles(target(), files)).rejects.toMatchObject({
      kind: 'config',
      message: "'b.ts' was not made by fairlead-openapi; move it away, or choose another folder",
    })
    expect(await readdir(target())).toEqual(['b.ts'])
  })

  test.each([
    '../a.ts',
    '/a.ts',
    'a/../../b.ts',
    'a\\b.ts',
    'C:a.ts',
    'a//b.ts',
    './a.ts',
    '.git/config',
    'a\0.ts',
    '',
  ])('refuses the path %j', async (path) => {
    await expect(writeFiles(target(), new Map([[path, text()]]))).rejects.toMatchObject({ kind: 'config' })
    expect(await readdir(folder)).toEqual([])
  })

  test('goes through no link, to a folder or to a file', async () => {
    const outside = join(folder, 'outside')
    await mkdir(outside)
    await writeFile(join(outside, 'a.ts'), text())
    await mkdir(target())
    await symlink(outside, join(target(), 'schemas'))
    await symlink(join(outside, 'a.ts'), join(target(), 'a.ts'))
    const way = { kind: 'config', message: expect.stringContaining('is in the way: a link') as string }
    await expect(writeFiles(target(), new Map([['schemas/b.ts', text()]]))).rejects.toMatchObject(way)
    await expect(writeFiles(target(), new Map([['a.ts', text('// new')]]))).rejects.toMatchObject(way)
    expect(await writeFiles(target(), new Map([['c.ts', text()]]))).toHaveProperty('removed', [])
    expect(await readdir(outside)).toEqual(['a.ts'])
    expect(await readFile(join(outside, 'a.ts'), 'utf8')).toBe(text())
  })

  test('a title cannot leave its line', () => {
    const lines = markOf({ title: 'a\nexport {}\u2028b\r*/', version: '\u202e1' }).split(/[\n\r\u2028\u2029]/)
    expect(lines).toHaveLength(1)
  })
})
