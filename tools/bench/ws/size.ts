import { type Row, type Table, versionOf } from '../report.ts'
import { bundle } from '../size/bundle.ts'

const peers: readonly (readonly [name: string, packageName: string, program: string])[] = [
  ['partysocket, WebSocket', 'partysocket', `export { WebSocket } from 'partysocket'`],
  ['partysocket, PartySocket', 'partysocket', `export { PartySocket } from 'partysocket'`],
  ['reconnecting-websocket', 'reconnecting-websocket', `export { default } from 'reconnecting-websocket'`],
  ['socket.io-client', 'socket.io-client', `export { io } from 'socket.io-client'`],
  ['centrifuge, JSON', 'centrifuge', `export { Centrifuge } from 'centrifuge'`],
]

/** What each client weighs in a browser. */
export async function size(): Promise<Table[]> {
  const weigh = async (name: string, program: string): Promise<Row> => {
    const { gzBytes, minBytes } = await bundle(program)
    return { name, value: gzBytes, columns: { 'B min': minBytes } }
  }
  const others = await Promise.all(
    peers.map(([name, packageName, program]) =>
      weigh(name.replace(packageName, `${packageName} ${versionOf(packageName)}`), program),
    ),
  )
  return [
    {
      title: 'WebSocket clients, size: esbuild --minify for browsers, gzip -9',
      unit: 'B gz',
      rows: others.toSorted((a, b) => a.value - b.value),
      notes: [
        'The platform has WebSocket; reconnecting-websocket and partysocket bring neither answers nor heartbeats.',
      ],
    },
  ]
}
