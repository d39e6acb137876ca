import type { PersistedClient } from '@tanstack/query-persist-client-core'

/** A persister that writes at once, as JSON, and what it did. */
export function jsonPersister() {
  const did: string[] = []
  const store: { text: string | undefined } = { text: undefined }
  return {
    did,
    store,
    persistClient(client: PersistedClient) {
      did.push('persist')
      store.text = JSON.stringify(client)
    },
    restoreClient: () => (store.text === undefined ? undefined : (JSON.parse(store.text) as PersistedClient)),
    removeClient() {
      did.push('remove')
      store.text = undefined
    },
  }
}
