import { createClient } from '@fairlead/core'
import { monitoring, reportTo } from '@fairlead/monitoring'

/** A page that makes a call and reports it, as late as it can. Its parent says where to, and hears when the call has ended. */
globalThis.addEventListener('message', async ({ data }: MessageEvent<{ api: string; reports: string }>) => {
  const client = createClient({ baseUrl: data.api, plugins: [monitoring()] })
  reportTo(client, { url: data.reports, everyMs: 600_000 })
  await client.get('/vessels/9811000?token=s3cret').result()
  parent.postMessage('called', '*')
})
parent.postMessage('loaded', '*')
