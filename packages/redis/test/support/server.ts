import { afterAll, beforeAll, describe } from 'vitest'
import { INSTALL_REDIS, type RedisServer, findRedis, startRedis } from '../../../../tools/redis.ts'

/** A Redis that runs while the tests of a group do. */
export interface RunningRedis {
  readonly url: string
  /** For tests that break it: only of one that is ours. */
  readonly server: RedisServer
}

/** Starts a Redis of our own for tests that break it, or need it to be of a kind. */
export interface OwnRedis {
  /** Arguments of the program. */
  readonly args?: () => readonly string[]
}

const given = process.env['REDIS_URL'] || undefined
const path = findRedis()
if (path === undefined) console.warn(`Tests with a real Redis are skipped: ${INSTALL_REDIS}.`)

/**
 * A group of tests with a Redis; skipped loudly where there is none. It is the one that `REDIS_URL` names, unless the tests
 * need one of their own.
 */
export function describeRedis(title: string, tests: (redis: RunningRedis) => void, own?: OwnRedis): void {
  const isGiven = given !== undefined && own === undefined
  const isMissing = path === undefined && !isGiven
  describe.skipIf(isMissing)(`${title}${isMissing ? ` (skipped: ${INSTALL_REDIS})` : ''}`, () => {
    let server: RedisServer | undefined
    if (!isGiven) {
      beforeAll(async () => {
        server = await startRedis(path ?? '', own?.args?.())
      })
      afterAll(() => server?.stop())
    }
    tests({
      get server() {
        if (!server) throw new Error("this Redis is somebody else's; give `describeRedis` an own one")
        return server
      },
      get url() {
        return isGiven ? given : `redis://127.0.0.1:${server?.port}`
      },
    })
  })
}
