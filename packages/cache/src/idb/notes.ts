import { type Changes, NEVER } from './changes.ts'
import type { Connection, Note } from './schema.ts'

/**
 * Notes what is about to be written down, at once and unseen: all that it takes is on its way when this returns, so it is
 * done even where the page ends now. Whoever comes next does what the note says.
 */
export function leaveNote(connection: Connection, note: Note): void {
  try {
    const transaction = connection.transaction('books', 'readwrite', { durability: 'relaxed' })
    transaction.done.catch(() => {})
    transaction.store.put(note, note.id).catch(() => {})
    transaction.commit()
  } catch {
    // What writes it down will fail as well, and say so.
  }
}

/** The changes together with what is noted, which comes after all that was asked for. */
export function withNotes(changes: Changes, notes: readonly Note[]): Changes {
  const all = new Map(changes)
  for (const { names, mode } of notes.flatMap((note) => note.changes))
    for (const name of names) all.set(name, { ...(all.get(name) ?? NEVER), [mode]: Infinity })
  return all
}
