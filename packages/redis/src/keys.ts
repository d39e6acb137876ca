import { configError } from '@fairlead/core'

/** Names keys of one program among others in the same Redis. */
export type KeyMaker = (tag: string, ...rest: string[]) => string

const NAMESPACE = /^[\w.:-]{1,64}$/

/**
 * Makes names of keys: `namespace:{tag}:rest`. All keys of a tag are in one slot of a cluster, because the tag is what is in
 * braces; so no part may bring braces of its own, nor what cannot be read in a log.
 *
 * @throws `config` for a namespace with anything but letters, digits and `_ . : -`, or of more than 64
 */
export function keyMaker(namespace: string): KeyMaker {
  if (!NAMESPACE.test(namespace))
    throw configError('redis: `namespace` is 1 to 64 letters, digits and `_ . : -`, without braces or line breaks')
  return (tag, ...rest) => {
    // Empty braces would be no tag.
    const braced = `${namespace}:{${plain(tag) || '%.'}}`
    return [braced, ...rest.map((part) => plain(part, UNCLEAR_PART))].join(':')
  }
}

/** What has another meaning in a key, or in a log. Behind the tag, what keeps parts apart too. */
const UNCLEAR = /[%{}\s\p{Cc}\p{Cs}]/gu
const UNCLEAR_PART = /[:%{}\s\p{Cc}\p{Cs}]/gu

/** A part of a key, with no other reading. */
function plain(part: string, unclear = UNCLEAR): string {
  return part.replace(unclear, (found) => `%${found.codePointAt(0)?.toString(16).padStart(2, '0')}.`)
}
