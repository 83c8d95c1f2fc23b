/** OpenID Connect: authorization code with PKCE, state and nonce. The library validates; openid-client.ts configures it. */

import { problem } from '../../problems.ts'
import type { OpenIdToken } from './id-tokens.ts'
import { isOfDomain, type ProviderClaims, readIdentity } from './identity.ts'
import { type Client, type GetClient, isUnavailable, toAuthError } from './openid-client.ts'
import type { AuthorizationRequest, SignInWishes, SocialIdentity, SocialProvider } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export interface OidcParts {
  readonly getClient: GetClient
  readonly openIdToken: OpenIdToken
}

export function createOidcProvider(
  name: string,
  settings: ProviderSettings,
  { getClient, openIdToken }: OidcParts,
): SocialProvider {
  return {
    name,
    responseMode: settings.responseMode,
    async begin(request, wishes) {
      const client = await getClient()
      const more = { nonce: request.nonce, ...wishesOf(settings, wishes) }
      return await authorizationUrl(client, settings, request, more)
    },
    async finish(request, answer) {
      const client = await getClient()
      try {
        const { idToken, ...answered } = await exchange(client, settings, request, answer)
        // TLS to the provider would prove an ID token (OpenID Connect Core section 3.1.3.7). We also verify its signature.
        await openIdToken(idToken)
        if (!isOfDomain(settings, answered.claims)) throw problem('social_refused', { reason: 'other_domain' })
        return await identify(client, settings, answered)
      } catch (error) {
        throw toAuthError(name, error)
      }
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

function wishesOf(
  { prompt: usual, hd, acrValues, maxAge }: ProviderSettings,
  { prompt = usual, loginHint }: SignInWishes,
): Readonly<Record<string, string>> {
  return {
    ...(prompt !== undefined && { prompt }),
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(hd !== undefined && { hd }),
    ...(acrValues !== undefined && { acr_values: acrValues }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  }
}

interface Answered {
  readonly claims: ProviderClaims
  readonly accessToken: string
}

async function exchange(
  { openid, config }: Client,
  settings: ProviderSettings,
  request: AuthorizationRequest,
  answer: URLSearchParams,
): Promise<Answered & { readonly idToken: string }> {
  // Checks `state`, and `iss` if it was sent or announced (RFC 9207); then the ID token's iss, aud, exp and nonce.
  const tokens = await openid.authorizationCodeGrant(config, callbackUrl(request, answer), {
    expectedState: request.state,
    expectedNonce: request.nonce,
    pkceCodeVerifier: request.codeVerifier,
    idTokenExpected: true,
    ...(settings.maxAge !== undefined && { maxAge: settings.maxAge }),
  })
  return { claims: tokens.claims() ?? {}, accessToken: tokens.access_token, idToken: tokens.id_token ?? '' }
}

async function identify(
  { openid, config }: Client,
  settings: ProviderSettings,
  { claims, accessToken }: Answered,
): Promise<SocialIdentity> {
  const hasUserInfo = config.serverMetadata().userinfo_endpoint !== undefined
  if (claims.email !== undefined || !hasUserInfo) return readIdentity(settings, claims)
  // The address and its verification have to come from the same source.
  try {
    const userInfo = await openid.fetchUserInfo(config, accessToken, String(claims.sub))
    return readIdentity(settings, { ...userInfo, sub: claims.sub })
  } catch (error) {
    // The ID token has said who it is: a known user needs no address.
    const emailFault = isUnavailable(error) ? 'unavailable' : 'not_shared'
    return { ...readIdentity(settings, claims), emailFault }
  }
}
