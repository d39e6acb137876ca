// The suite as a worker: workerd has no command line, and allows timers, random numbers and the network in a request only.
import { runSuite } from './suite.ts'

const worker = {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname !== '/run') return new Response(null, { status: 204 })
    return Response.json(await runSuite(searchParams.get('server') ?? ''))
  },
}

// oxlint-disable-next-line import/no-default-export -- what workerd looks for
export default worker
