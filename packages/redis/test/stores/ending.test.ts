import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { clients } from '../support/clients.ts'
import { describeRedis } from '../support/server.ts'

describeRedis('a process that has closed what it used of a Redis', (server) => {
  test.each(Object.keys(clients))('ends by itself (%s)', async (kind) => {
    const args = ['--conditions=@fairlead/source', join(import.meta.dirname, 'ending/program.ts'), server.url, kind]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
