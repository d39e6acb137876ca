import { useState } from 'react'

/** A value; the last there was, where there is none and that one is to be kept. */
export function useLast<T>(value: T | undefined, isKept: boolean): T | undefined {
  const [last, setLast] = useState<T>()
  if (value !== undefined && !Object.is(value, last)) setLast(() => value)
  return value === undefined && isKept ? last : value
}
