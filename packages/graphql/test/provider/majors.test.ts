import { version } from 'graphql'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'

test('tests and the server they start have the major of graphql that this project asks for', async () => {
  const major = process.execArgv.some((arg) => arg.includes('graphql-16')) ? /^16\./ : /^17\./
  expect(version).toMatch(major)
  // As graphql-yoga imports it.
  const path = createRequire(import.meta.url).resolve('graphql-yoga')
  const own = createRequire(path)('graphql') as { readonly version: string }
  expect(own.version).toMatch(major)
})
