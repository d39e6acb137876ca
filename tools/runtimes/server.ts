// The fault server in a process of its own: the runtimes under test take turns, and none of them may slow it down.
import { startFaultServer } from '@fairlead/testing/server'

const server = await startFaultServer()
console.log(server.origin)
// The pipe from run.ts closes when that process ends, however it ends.
process.stdin.resume()
process.stdin.on('end', () => void server.close())
