import { randomInt } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { Provider } from 'oidc-provider'
import { STEP_UP_ACR, type SessionFault } from '../contract/officer.ts'
import { configurationOf } from './configuration.ts'
import { officerOf } from './officers.ts'
import { confirmPage, errorPage, signInPage } from './pages.ts'
import type { OfficerOnWatch } from './watch.ts'

/** The OpenID provider of a harbour, mounted under `/oidc`. */
export interface Identity {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** The officer whose token the request carries, if it is good. */
  officerOf(request: Pick<IncomingMessage, 'headers'>): Promise<OfficerOnWatch | undefined>
  /** Lets something go wrong with an officer's tokens. */
  strike(account: string, fault: SessionFault): void
}

const MOUNT = '/oidc'
const FAULTY_REFRESHES = 2
const MAX_FORM_BYTES = 10_000
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

/** Starts the provider of a harbour that listens at `origin`. */
export function createIdentity(origin: string): Identity {
  const generations = new Map<string, number>()
  const faults = new Map<string, { readonly fault: SessionFault; left: number }>()
  const codes = new Map<string, string>()
  const generationOf = (account: string): number => generations.get(account) ?? 0
  const strikeOf = (account: string): SessionFault | undefined => {
    const plan = faults.get(account)
    if (plan && --plan.left === 0) faults.delete(account)
    return plan?.fault
  }
  const configuration = configurationOf(origin, { generationOf, strikeOf })
  const provider = quietly(() => new Provider(`${origin}${MOUNT}`, configuration))
  const serve = provider.callback()

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const details = await provider.interactionDetails(request, response)
    const { uid, params, session } = details
    const asksCode = String(params['acr_values'] ?? '').includes(STEP_UP_ACR)
    const known = officerOf(session?.accountId)
    const form =
      request.method === 'POST' ? new URLSearchParams((await text(request)).slice(0, MAX_FORM_BYTES)) : undefined
    const chosen = known && asksCode ? known : officerOf(form?.get('account') ?? undefined)
    const action = `${MOUNT}/interaction/${uid}`
    if (!chosen) return page(response, signInPage(action))
    if (asksCode) {
      const code = codes.get(uid) ?? String(randomInt(100_000, 1_000_000))
      codes.set(uid, code)
      const typed = form?.get('code')
      if (typed !== code) return page(response, confirmPage(action, code, typed !== null && typed !== undefined))
      codes.delete(uid)
    }
    const login = { accountId: chosen.id, ...(asksCode && { acr: STEP_UP_ACR }) }
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
  }

  return {
    async handle(request, response) {
      const { url = '/' } = request
      const path = url.slice(MOUNT.length)
      try {
        if (path.startsWith('/interaction/')) return await interact(request, response)
        if (path === '/sign-out.js') {
          response.writeHead(200, { 'content-type': 'text/javascript' }).end('document.forms[0].submit()')
          return
        }
        // The provider finds its own paths by what was cut off.
        Object.assign(request, { originalUrl: url, url: path || '/' })
        await serve(request, response)
      } catch (error) {
        if (response.headersSent) return void response.end()
        const hasEnded = error instanceof Error && error.name === 'SessionNotFound'
        page(response, errorPage(hasEnded ? 'this sign-in has ended' : 'that is not possible'), 400)
      }
    },
    async officerOf({ headers }) {
      const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
      const found = token === undefined ? undefined : await provider.AccessToken.find(token)
      const officer = officerOf(found?.accountId)
      if (!found || !officer || found.isExpired) return undefined
      const { acr, authTime, generation } = (found.extra ?? {}) as {
        acr?: string
        authTime?: number
        generation?: number
      }
      if (generation !== generationOf(officer.id)) return undefined
      return { ...officer, acr, confirmedAtMs: (authTime ?? 0) * 1000, tokenUntilMs: (found.exp ?? 0) * 1000 }
    },
    strike(account, fault) {
      if (fault === 'expire-tokens') generations.set(account, generationOf(account) + 1)
      else {
        // One lost answer is what happens; two are a server that is down.
        faults.set(account, { fault, left: fault === 'refresh-dropped' ? 1 : FAULTY_REFRESHES })
        generations.set(account, generationOf(account) + 1)
      }
    },
  }
}

function page(response: ServerResponse, html: string, status = 200): void {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'cache-control': 'no-store',
  }
  response.writeHead(status, headers).end(html)
}

/** The provider says a good deal at its start that is meant for production. */
function quietly<T>(run: () => T): T {
  const { info, warn } = console
  console.info = console.warn = () => {}
  try {
    return run()
  } finally {
    Object.assign(console, { info, warn })
  }
}
