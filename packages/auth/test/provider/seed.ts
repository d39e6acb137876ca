import { RESOURCE, type TestProvider } from './provider.ts'

/** A refresh token of `ann` without a sign-in; with the thumbprint of a key, one that is bound to it. */
export async function seed({ provider }: TestProvider, thumbprint?: string): Promise<string> {
  const clientId = 'harbour'
  const accountId = 'ann'
  const client = await provider.Client.find(clientId)
  if (!client) throw new Error('no client')
  const grant = new provider.Grant({ clientId, accountId })
  grant.addOIDCScope('openid profile')
  grant.addResourceScope(RESOURCE, 'harbour')
  const facts = { client, accountId, grantId: await grant.save(), gty: 'authorization_code', resource: RESOURCE }
  const token = new provider.RefreshToken({ ...facts, scope: 'openid profile harbour' })
  if (thumbprint) (token as unknown as Bound).setThumbprint('jkt', thumbprint)
  return token.save()
}

interface Bound {
  setThumbprint(kind: 'jkt', thumbprint: string): void
}
