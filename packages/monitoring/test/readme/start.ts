import { createClient } from '@fairlead/core'
import { consoleLog, monitoring } from '@fairlead/monitoring'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  plugins: [
    monitoring({ thresholds: [{ name: 'errors', figure: 'errorRate', above: 0.05 }] }),
    consoleLog({ level: 'warn' }),
  ],
})
client.monitoring.onAlert(({ name, state, origin }) => console.warn(name, state, origin))

await client.get('/vessels').json()
const [vessels] = client.monitoring.snapshot().endpoints
console.log(vessels?.template, vessels?.calls, vessels?.errorRate)
