import { type AnySchema, type FairleadError, type ValidationMode, type ValidationModes, modesOf } from '@fairlead/core'
import { socketError } from '../errors.ts'
import { type Packed, pack } from '../frames.ts'
import { checked } from '../inbox.ts'

/** What the errors of a server name as their place: clients have many. */
export const PATH = '(server)'

/** Looks at what comes from clients and goes to them. */
export interface Checker {
  /** What a client sent, as its schema gives it. @throws `validation` */
  input(name: string, schema: AnySchema, value: unknown): unknown
  /** What a client is sent, as its schema gives it. @throws `validation` */
  output(name: string, schema: AnySchema, value: unknown): unknown
  /** The value as it travels. @throws `socket` for what JSON cannot hold and for what is too large */
  packed(name: string, value: unknown): Packed
  /** @throws `socket` for what is too large */
  fitting(name: string, packed: Packed): Packed
}

/** Makes what looks at values, in the modes that the server has. */
export function createChecker(
  validation: ValidationMode | ValidationModes | undefined,
  maxMessageBytes: number,
  report: (error: FairleadError) => void,
): Checker {
  const { input, output } = modesOf(validation)
  function fitting(name: string, packed: Packed): Packed {
    if (packed.size <= maxMessageBytes) return packed
    throw socketError(PATH, 'too-large', `'${name}' has ${packed.size} bytes, more than the ${maxMessageBytes} allowed`)
  }
  return {
    input: (name, schema, value) => checked(PATH, schema, value, input, { direction: 'input', name, report }),
    output: (name, schema, value) => checked(PATH, schema, value, output, { direction: 'output', name, report }),
    packed(name, value) {
      try {
        return fitting(name, pack(value))
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
        throw socketError(PATH, 'unserialisable', `'${name}' holds what JSON cannot`, {}, { cause: error })
      }
    },
    fitting,
  }
}
