/** A script that Redis runs as one step. */
export interface Script {
  /** For people: in errors and events. */
  readonly name: string
  readonly source: string
  /** The SHA-1 by which Redis knows it. */
  sha(): string | Promise<string>
}

/**
 * Makes a script. All keys that it touches are given to it and have one hash tag, so that a cluster can run it. What it
 * answers as text begins with a letter, because clients over HTTP read text that looks like JSON as JSON.
 */
export function script(name: string, source: string): Script {
  let known: string | Promise<string> | undefined
  return {
    name,
    source,
    sha() {
      known ??= sha1(source).then((sha) => (known = sha))
      return known
    },
  }
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
