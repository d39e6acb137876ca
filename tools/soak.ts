// `npm run soak`: what takes too long even for `npm run test:full`, with its figures as they come, in `*.soak.test.ts` files.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project=soak'], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1
