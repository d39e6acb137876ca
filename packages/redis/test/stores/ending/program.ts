import { redis } from '@fairlead/redis'
import { redisCoordinator } from '@fairlead/redis/auth'
import { clients } from '../../support/clients.ts'

/** Uses all there is, closes it, and has nothing left that would keep the process alive. */
const [url = '', kind = ''] = process.argv.slice(2)
const opened = await clients[kind]?.(url)
if (!opened) throw new Error(`there is no client called ${kind}`)
const fleet = redis(opened.client, { namespace: crypto.randomUUID(), deadlineMs: 2_000 })
const coordinator = redisCoordinator(fleet)
await new Promise<void>((resolve) => {
  coordinator.onChange('k', resolve)
  void coordinator.lock('k', {}, () => coordinator.store.compareAndSet('k', undefined, 1))
})
await coordinator.lock('k', {}, async () => {})
await coordinator.close?.()
// One that is closed while it still connects.
if (fleet.canListen) {
  const brief = redis(opened.client)
  brief.listen('any', () => {})
  brief.close()
}
fleet.close()
await opened.close()
