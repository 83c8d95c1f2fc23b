/** OpenID Connect: authorization code with PKCE, state and nonce. The library compares; what it trusts is in client.ts. */

import { type Client, type GetClient, refusalOf } from './client.ts'
import { identityOf, type ProviderClaims } from './identity.ts'
import type { Ceremony, SocialIdentity, SocialProvider } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export function createOidcProvider(name: string, settings: ProviderSettings, getClient: GetClient): SocialProvider {
  return {
    name,
    responseMode: settings.responseMode,
    async begin(ceremony) {
      const client = await getClient()
      const nonce = { nonce: ceremony.nonce }
      return await authorizationUrl(client, settings, ceremony, nonce)
    },
    async finish(ceremony, answer) {
      const client = await getClient()
      return await identify(client, settings, ceremony, answer).catch((error: unknown) => {
        throw refusalOf(name, error)
      })
    },
  }
}

/** The address of the provider's page, with what every kind of provider is told. */
export async function authorizationUrl(
  { openid, config }: Client,
  settings: ProviderSettings,
  { state, codeVerifier, redirectUri }: Ceremony,
  more: Readonly<Record<string, string>>,
): Promise<URL> {
  return openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: settings.scopes.join(' '),
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(settings.responseMode === 'form_post' ? { response_mode: 'form_post' } : {}),
    ...more,
  })
}

/** The address as the provider would have called it: built on the configured one, whatever Host said. */
export function calledAddress({ redirectUri }: Ceremony, answer: URLSearchParams): URL {
  return new URL(`${redirectUri}?${answer}`)
}

async function identify(
  { openid, config }: Client,
  settings: ProviderSettings,
  ceremony: Ceremony,
  answer: URLSearchParams,
): Promise<SocialIdentity> {
  // Compares `state`, and `iss` where it was sent or promised (RFC 9207); then the ID token's signature, iss, aud, exp, nonce.
  const tokens = await openid.authorizationCodeGrant(config, calledAddress(ceremony, answer), {
    expectedState: ceremony.state,
    expectedNonce: ceremony.nonce,
    pkceCodeVerifier: ceremony.codeVerifier,
    idTokenExpected: true,
  })
  const claims: ProviderClaims = tokens.claims() ?? {}
  const hasUserInfo = config.serverMetadata().userinfo_endpoint !== undefined
  if (claims.email !== undefined || !hasUserInfo) return identityOf(settings, claims)
  // An address and what is said of it come from one place.
  const told = await openid.fetchUserInfo(config, tokens.access_token, String(claims.sub))
  return identityOf(settings, { ...told, sub: claims.sub })
}
