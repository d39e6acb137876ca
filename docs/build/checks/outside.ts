/** Sites that pages may link to, by host, and what is there; a link to another one fails the build. */
export const linkable: Readonly<Record<string, string>> = {
  'www.rfc-editor.org': 'RFCs',
  'html.spec.whatwg.org': 'the standard of server-sent events',
  'fetch.spec.whatwg.org': 'the standard of fetch',
  'www.w3.org': 'the standard of Server-Timing',
  'w3c.github.io': 'the standard of Web Locks',
  'standardschema.dev': 'the interface of schema libraries',
  'json-schema.org': 'the dialect of documents',
  'spec.openapis.org': 'OpenAPI',
  'www.asyncapi.com': 'AsyncAPI',
  'graphql.github.io': 'GraphQL over HTTP',
  'github.com': 'specifications that have no other home',
  'gql-tada.0no.co': 'the types of GraphQL documents',
  'www.apollographql.com': 'persisted queries',
  'developer.chrome.com': 'the tracks of the performance panel',
}
