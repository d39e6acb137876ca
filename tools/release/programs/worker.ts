// The packages in a worker, which may set timers in a request only.
import { everything } from './everything.ts'

const worker = {
  async fetch(request: Request): Promise<Response> {
    if (new URL(request.url).pathname !== '/run') return new Response(null, { status: 204 })
    return Response.json({ done: await everything() })
  },
}

// oxlint-disable-next-line import/no-default-export -- what workerd looks for
export default worker
