/** What the audits ask for. */
export const VESSEL = 'query Vessel($imo: ID!) { vessel(imo: $imo) { imo name } }'
export const FILTERED = 'query Vessel($imo: ID!, $filter: Filter) { vessel(imo: $imo, filter: $filter) { imo name } }'
export const MOOR = 'mutation Moor($imo: ID!) { moor(imo: $imo) { berth } }'
export const DEFERRED = 'query Vessel($imo: ID!) { vessel(imo: $imo) { name ... @defer { cargo { tonnes } } } }'
export const STREAMED = 'query Ports { ports @stream(initialCount: 1) { name } }'
export const POSITIONS = 'subscription Positions($imo: ID!) { position(imo: $imo) { lat } }'
export const FILE = 'mutation File($file: Upload!, $note: String) { file(file: $file, note: $note) { id } }'
export const FILES = 'mutation Files($files: [Upload!]!) { files(files: $files) { id } }'

export const AURORA = { vessel: { imo: '9811000', name: 'Aurora' } }
export const BERTH = { moor: { berth: 'N4' } }
