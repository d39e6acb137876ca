import { expect, test } from 'vitest'
import { runDrops } from './support/drops.ts'
import { transports } from './support/transports.ts'

/** At once as many as two thousand sockets and their proxies leave a machine room for. */
const AT_ONCE = 250

test.each(transports)(
  'over %s, a thousand connections with two hundred messages each way',
  async (name, path, transport) => {
    let whole = {
      connections: 0,
      delivered: 0,
      drops: 0,
      lost: 0,
      duplicated: 0,
      outOfOrder: 0,
      unsettled: 0,
      toldWrong: 0,
      errors: 0,
    }
    for (let seed = 1; whole.connections < 1_000; seed++) {
      const part = await runDrops({ transport, path, connections: AT_ONCE, messages: 200, drops: 20, seed })
      whole = {
        connections: whole.connections + AT_ONCE,
        delivered: whole.delivered + part.delivered,
        drops: whole.drops + part.drops,
        lost: whole.lost + part.lost,
        duplicated: whole.duplicated + part.duplicated,
        outOfOrder: whole.outOfOrder + part.outOfOrder,
        unsettled: whole.unsettled + part.unsettled,
        toldWrong: whole.toldWrong + part.toldWrong,
        errors: whole.errors + part.errors,
      }
      console.log(`${name}: ${JSON.stringify(whole)}, this part in ${part.seconds.toFixed(1)} s`)
    }
    expect(whole).toMatchObject({ lost: 0, duplicated: 0, outOfOrder: 0, unsettled: 0, toldWrong: 0, errors: 0 })
  },
)
