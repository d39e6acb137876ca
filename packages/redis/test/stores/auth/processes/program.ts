import { redis } from '@fairlead/redis'
import { redisCoordinator } from '@fairlead/redis/auth'
import { serveWorks } from '../../../../../auth/test/processes/works.ts'
import { clients } from '../../../support/clients.ts'

const [origin = '', url = '', namespace = '', kind = ''] = process.argv.slice(2)
const { client } = (await clients[kind]?.(url)) ?? {}
if (!client) throw new Error(`there is no client called ${kind}`)
// Whether Redis is quick enough on a busy machine is no matter of these tests.
const fleet = redis(client, { namespace, deadlineMs: 1_000 })
serveWorks(origin, () => redisCoordinator(fleet))
