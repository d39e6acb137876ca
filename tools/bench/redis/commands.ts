import { connect } from 'node:net'

/**
 * How many round trips a Redis was asked for so far. What a script calls counts for itself there, so of one that runs scripts
 * only these are counted: who uses them here uses nothing else.
 */
export function commandsRun(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end('INFO commandstats\r\n'))
    let text = ''
    socket.on('data', (data) => (text += data.toString()))
    socket.on('error', reject)
    socket.on('end', () => {
      const all = [...text.matchAll(/cmdstat_([\w|]+):calls=(\d+)/g)].map(
        ([, name = '', calls]) => [name, Number(calls)] as const,
      )
      const scripts = all.filter(([name]) => /^eval(sha)?$/.test(name))
      const counted = scripts.length > 0 ? scripts : all.filter(([name]) => name !== 'info')
      resolve(counted.reduce((sum, [, calls]) => sum + calls, 0))
    })
  })
}
