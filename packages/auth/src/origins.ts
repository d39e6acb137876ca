import { configError } from '@fairlead/core'

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/** Checks the origins that credentials may go to: exact, and over TLS unless the machine talks to itself. @throws `config` */
export function credentialOrigins(origins: readonly string[], allowHttp = false): readonly string[] {
  for (const origin of origins) {
    const url = URL.parse(origin)
    if (url?.origin !== origin || origin.includes('*')) {
      throw configError(
        `auth: '${url?.origin ?? 'an entry'}' of \`origins\` is no exact origin such as https://api.example`,
      )
    }
    if (!isSecure(url) && !allowHttp) {
      throw configError(`auth: credentials would go to ${origin} in the clear; use https, or say \`allowHttp: true\``)
    }
  }
  return origins
}

/** Whether a URL is https, or of this machine itself. */
export function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || LOOPBACK.test(url.hostname)
}
