import { scriptedConnection } from './scripted-connection.ts'
import { testSession } from './session.ts'

/** A connection of somebody who is signed in, and their session; links are welcomed unless said otherwise. */
export function signedIn(options: Parameters<typeof scriptedConnection>[0] = {}) {
  const session = testSession()
  session.signIn('ida')
  return { session, ...scriptedConnection({ plugins: [session.plugin], onLink: (link) => link.welcome(), ...options }) }
}
