import { Server } from 'socket.io'
import type { Message } from '../clients/client.ts'
import { listen, stop } from './listen.ts'
import type { Serve } from './server.ts'

/** A socket.io server at its defaults. */
export const socketIo: Serve = (options) => serve(false, options)

/** The same with connection state recovery. */
export const socketIoRecovering: Serve = (options) => serve(true, options)

async function serve(isRecovering: boolean, { heard, tried, ending }: Parameters<Serve>[0] = {}): ReturnType<Serve> {
  const { server, port } = await listen(tried)
  const io = new Server(server, isRecovering ? { connectionStateRecovery: {} } : {})
  // How socket.io says that a credential is not good; it has no close codes of the program's own.
  if (ending === 'with 4401') io.use((_, next) => next(new Error('4401')))
  io.on('connection', (socket) => {
    if (ending === 'at once') {
      socket.conn.close()
      return
    }
    socket.on('message', ({ n }: Message, acknowledge: () => void) => {
      heard?.(n)
      acknowledge()
    })
  })
  return {
    port,
    broadcast: (n) => void io.emit('broadcast', n),
    async close() {
      await io.close()
      await stop(server).catch(() => undefined)
    },
  }
}
