const MAX_CHARS = 200

/** Characters that end a line, colour a terminal or turn the direction of text, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** Text of foreign origin as it may be shown: on one line, without control characters, no longer than told. */
export function plainText(text: string, maxChars: number = MAX_CHARS): string {
  // Cut first: what is never shown is not looked through.
  const cut = text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text
  return cut.replace(UNPRINTABLE, '\ufffd')
}
