import { expect, test } from 'vitest'
import { scriptedConnection } from '../support/scripted-connection.ts'

test.each([0, -1, '1', null, 'soon'])(
  'a server that crashes in a loop and says %o is tried no more often than one that says nothing',
  async (retryAfterMs) => {
    let tries = 0
    const { clock, connection } = scriptedConnection({
      onLink(link) {
        if (++tries > 50) return
        link.welcome()
        link.say({ type: 'close', code: 1012, retryAfterMs })
        link.events.down({ code: 1012 })
      },
    })
    await clock.advance(15_000)
    expect(tries).toBeLessThanOrEqual(6)
    expect(tries).toBeGreaterThanOrEqual(2)
    connection.close()
  },
)
