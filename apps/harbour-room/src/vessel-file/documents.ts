import { gql } from '@urql/core'

/** A vessel's file as the harbour gives it. */
export interface File {
  readonly id: string
  readonly name: string
  readonly berth: Berth | null
  readonly voyages: readonly Voyage[]
  /** Left out for those who are not on watch. */
  readonly documents?: readonly Paper[] | null
  /** Comes as a later part; null where customs do not answer. */
  readonly cargo?: Cargo | null
}

/** Where a vessel lies. */
export interface Berth {
  readonly id: string
  readonly name: string
  readonly harbourName: string
  readonly until: string
}

/** From one port to another. */
export interface Voyage {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly departed: string
  readonly arrived: string | null
}

/** A document in the file. */
export interface Paper {
  readonly id: string
  readonly name: string
  readonly bytes: number
  readonly addedBy: string
  readonly added: string
}

/** What the customs office knows of. */
export interface Cargo {
  readonly tons: number
  readonly goods: readonly {
    readonly id: string
    readonly name: string
    readonly tons: number
    readonly packages: number
    readonly hazardClass: string | null
  }[]
}

/** The whole file; its papers for those on watch, the cargo when customs have answered. */
export const VESSEL_FILE = gql<{ vessel: File | null }, { id: string; onWatch: boolean }>`
  query VesselFile($id: ID!, $onWatch: Boolean!) {
    vessel(id: $id) {
      id
      name
      berth {
        id
        name
        harbourName
        until
      }
      voyages {
        id
        from
        to
        departed
        arrived
      }
      documents @include(if: $onWatch) {
        id
        name
        bytes
        addedBy
        added
      }
      ... @include(if: $onWatch) @defer {
        cargo {
          tons
          goods {
            id
            name
            tons
            packages
            hazardClass
          }
        }
      }
    }
  }
`

/** Tells where the vessel lies, each time that changes. */
export const BERTH_CHANGED = gql<{ berthChanged: { at: string; vessel: Pick<File, 'id' | 'berth'> } }, { id: string }>`
  subscription BerthChanged($id: ID!) {
    berthChanged(vessel: $id) {
      at
      vessel {
        id
        berth {
          id
          name
          harbourName
          until
        }
      }
    }
  }
`

/** Gives her another name. */
export const RENAME_VESSEL = gql<{ renameVessel: Pick<File, 'id' | 'name'> }, { id: string; name: string }>`
  mutation RenameVessel($id: ID!, $name: String!) {
    renameVessel(id: $id, name: $name) {
      id
      name
    }
  }
`

/** Puts a document into her file. */
export const ADD_DOCUMENT = gql<{ addDocument: Pick<File, 'id'> }, { id: string; file: Blob }>`
  mutation AddDocument($id: ID!, $file: File!) {
    addDocument(vessel: $id, file: $file) {
      id
    }
  }
`
