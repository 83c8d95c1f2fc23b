/** OpenID Connect: authorization code with PKCE, state and nonce. The library validates; openid-client.ts configures it. */

import { type ProviderClaims, readIdentity } from './identity.ts'
import { type Client, type GetClient, toAuthError } from './openid-client.ts'
import type { AuthorizationRequest, SocialIdentity, SocialProvider } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export function createOidcProvider(name: string, settings: ProviderSettings, getClient: GetClient): SocialProvider {
  return {
    name,
    responseMode: settings.responseMode,
    async begin(request) {
      const client = await getClient()
      const nonce = { nonce: request.nonce }
      return await authorizationUrl(client, settings, request, nonce)
    },
    async finish(request, answer) {
      const client = await getClient()
      return await identify(client, settings, request, answer).catch((error: unknown) => {
        throw toAuthError(name, error)
      })
    },
  }
}

/** The URL of the provider's sign-in page, with the parameters that every protocol has in common. */
export async function authorizationUrl(
  { openid, config }: Client,
  settings: ProviderSettings,
  { state, codeVerifier, redirectUri }: AuthorizationRequest,
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

/** The URL that the provider redirected to. Built from the configured one: a Host header can be forged. */
export function callbackUrl({ redirectUri }: AuthorizationRequest, answer: URLSearchParams): URL {
  return new URL(`${redirectUri}?${answer}`)
}

async function identify(
  { openid, config }: Client,
  settings: ProviderSettings,
  request: AuthorizationRequest,
  answer: URLSearchParams,
): Promise<SocialIdentity> {
  // Checks `state`, and `iss` if it was sent or announced (RFC 9207); then the ID token's signature, iss, aud, exp and nonce.
  const tokens = await openid.authorizationCodeGrant(config, callbackUrl(request, answer), {
    expectedState: request.state,
    expectedNonce: request.nonce,
    pkceCodeVerifier: request.codeVerifier,
    idTokenExpected: true,
  })
  const claims: ProviderClaims = tokens.claims() ?? {}
  const hasUserInfo = config.serverMetadata().userinfo_endpoint !== undefined
  if (claims.email !== undefined || !hasUserInfo) return readIdentity(settings, claims)
  // The address and its verification have to come from the same source.
  const userInfo = await openid.fetchUserInfo(config, tokens.access_token, String(claims.sub))
  return readIdentity(settings, { ...userInfo, sub: claims.sub })
}
