import { createClient } from '@fairlead/core'
import { connect } from '@fairlead/ws'
import { messages } from './contract.ts'

const client = createClient({ baseUrl: 'http://localhost:8080' })
const live = connect(client, { url: '/live', messages })
live.on('position', ({ id, latitude, longitude }) => console.log(id, latitude, longitude))

const verdict = await live.send('steer', { id: 'aurora', course: 270 })
console.log(verdict.state, await live.request('depth', { berth: 'N4' }))
live.close()
