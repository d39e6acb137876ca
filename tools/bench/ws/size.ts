import { type Row, type Table, versionOf } from '../report.ts'
import { bundle } from '../size/bundle.ts'
import { byModule } from '../size/modules.ts'

/** Aims: with the native transport, and for each further one. */
const MOST_CORE = 4_000
const MOST_TRANSPORT = 1_000
const external = ['@fairlead/core', 'socket.io-client']
const core = `export { connect } from '@fairlead/ws'`
const transports: readonly (readonly [name: string, program: string])[] = [
  ['socketio()', `export { socketio } from '@fairlead/ws/socketio'`],
  ['sse()', `export { sse } from '@fairlead/ws/sse'`],
]

const peers: readonly (readonly [name: string, packageName: string, program: string])[] = [
  ['partysocket, WebSocket', 'partysocket', `export { WebSocket } from 'partysocket'`],
  ['partysocket, PartySocket', 'partysocket', `export { PartySocket } from 'partysocket'`],
  ['reconnecting-websocket', 'reconnecting-websocket', `export { default } from 'reconnecting-websocket'`],
  ['socket.io-client', 'socket.io-client', `export { io } from 'socket.io-client'`],
  ['centrifuge, JSON', 'centrifuge', `export { Centrifuge } from 'centrifuge'`],
]

/** What each client weighs in a browser. */
export async function size(): Promise<Table[]> {
  const weigh = async (name: string, program: string, own: { readonly external?: string[] } = {}): Promise<Row> => {
    const { gzBytes, minBytes } = await bundle(program, own)
    return { name, value: gzBytes, columns: { 'B min': minBytes } }
  }
  const ours = await weigh('Fairlead: connect, native transport', core, { external })
  const more = await Promise.all(
    transports.map(async ([name, program]): Promise<Row> => {
      const { value, columns } = await weigh(name, `${core}\n${program}`, { external })
      const minBytes = Number(columns?.['B min']) - Number(ours.columns?.['B min'])
      return {
        name: `Fairlead: + ${name}`,
        value: value - ours.value,
        limit: MOST_TRANSPORT,
        columns: { 'B min': minBytes },
      }
    }),
  )
  const others = await Promise.all(
    peers.map(([name, packageName, program]) =>
      weigh(name.replace(packageName, `${packageName} ${versionOf(packageName)}`), program),
    ),
  )
  const whole = `export { createClient } from '@fairlead/core'\n${core}`
  const all = await bundle(whole)
  const files = new Map([...all.files].filter(([file]) => file.includes('/packages/ws/')))
  return [
    {
      title: 'WebSocket clients, size: esbuild --minify for browsers, gzip -9',
      unit: 'B gz',
      rows: [{ ...ours, limit: MOST_CORE }, ...more, ...others.toSorted((a, b) => a.value - b.value)],
      notes: [
        'Ours without the HTTP client, and `socketio()` without socket.io-client; `+` is what a transport adds.',

        'The platform has WebSocket; reconnecting-websocket and partysocket bring neither answers nor heartbeats.',
      ],
    },
    {
      title: 'WebSocket, size by source file: bytes that go when the file is replaced by nothing',
      unit: 'B gz',
      rows: await byModule(whole, { ...all, files }),
      notes: ['With a file goes what only it imports, the core included; B min is the file alone.'],
    },
  ]
}
