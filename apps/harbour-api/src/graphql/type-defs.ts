/** What can be asked of vessels' files. */
export const typeDefs = /* GraphQL */ `
  directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT

  "An instant, ISO 8601 in UTC."
  scalar Instant
  scalar File

  type Query {
    "Null where there is no such vessel."
    vessel(id: ID!): Vessel
  }

  type Mutation {
    "For officers on watch."
    renameVessel(id: ID!, name: String!): Vessel!
    "Puts a document into a vessel's file. For officers on watch."
    addDocument(vessel: ID!, file: File!): Vessel!
  }

  type Subscription {
    "Told when the vessel is moored or casts off."
    berthChanged(vessel: ID!): BerthChange!
  }

  type Vessel {
    id: ID!
    name: String!
    "Null while she is not alongside."
    berth: Berth
    "The latest first."
    voyages: [Voyage!]!
    "What the customs office knows; it takes its time. For officers on watch."
    cargo: Cargo
    "The latest first. For officers on watch."
    documents: [Document!]
  }

  type Berth {
    id: ID!
    name: String!
    harbourName: String!
    since: Instant!
    until: Instant!
  }

  type Voyage {
    id: ID!
    from: String!
    to: String!
    departed: Instant!
    "Null while it goes on."
    arrived: Instant
  }

  type Cargo {
    tons: Int!
    "The heaviest first."
    goods: [Goods!]!
  }

  type Goods {
    id: ID!
    name: String!
    tons: Int!
    packages: Int!
    "A class of the IMDG Code, where they are dangerous."
    hazardClass: String
  }

  type Document {
    id: ID!
    name: String!
    bytes: Int!
    addedBy: String!
    added: Instant!
  }

  type BerthChange {
    at: Instant!
    vessel: Vessel!
  }
`
