import { expect, test } from 'vitest'
import { FAULTLESS, runDrops } from './support/drops.ts'
import { transports } from './support/transports.ts'

/** At once as many as two thousand sockets and their proxies leave a machine room for. */
const AT_ONCE = 250

test.each(transports)(
  'over %s, a thousand connections with two hundred messages each way',
  async (name, path, transport) => {
    const whole = { connections: 0, delivered: 0, drops: 0, ...FAULTLESS }
    for (let seed = 1; whole.connections < 1_000; seed++) {
      const part = await runDrops({ transport, path, connections: AT_ONCE, messages: 200, drops: 20, seed })
      whole.connections += AT_ONCE
      whole.delivered += part.delivered
      whole.drops += part.drops
      for (const fault of Object.keys(FAULTLESS) as (keyof typeof FAULTLESS)[]) whole[fault] += part[fault]
      console.log(`${name}: ${JSON.stringify(whole)}, this part in ${part.seconds.toFixed(1)} s`)
    }
    expect(whole).toMatchObject(FAULTLESS)
  },
)
