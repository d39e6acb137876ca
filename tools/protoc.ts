import { findProgram } from './programs.ts'

/** How to get one, for who has none. */
export const INSTALL_PROTOC = 'install protobuf-compiler (apt-get install protobuf-compiler) or set PROTOC'

/** Finds Google's decoder of Protocol Buffers, as {@link findProgram} does. */
export function findProtoc(): string | undefined {
  return findProgram({
    name: 'protoc',
    file: 'protoc',
    variable: 'PROTOC',
    debian: 'protobuf-compiler',
    install: INSTALL_PROTOC,
  })
}
