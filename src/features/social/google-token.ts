/**
 * Verifies a Google token that an app obtained itself, as in tutorial 4. The tutorial only calls userinfo, which answers
 * for a token of any app: the operator of another app could log in here as any of its users (token substitution). So
 * the token has to be issued for one of our client ids.
 */
import type { Clock } from '../../ports/clock.ts'
import { AuthError } from '../../problems.ts'
import { checkExp, validateClaims } from '../../tokens/claims.ts'
import { clockToleranceSeconds } from './clock-tolerance.ts'
import type { OpenIdToken } from './id-tokens.ts'
import { isOfDomain, type ProviderClaims, readIdentity } from './identity.ts'
import { providerUnavailable } from './openid-client.ts'
import type { SocialIdentity, TokenVerifier } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export interface GoogleParts {
  readonly openIdToken: OpenIdToken
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
}

const longestToken = 8192
const largestAnswer = 65_536
const timeoutMs = 10_000

export function createGoogleTokenVerifier(settings: ProviderSettings, parts: GoogleParts): TokenVerifier {
  const readIdToken = createIdTokenReader(settings, parts)
  return {
    async identify(token) {
      // It is sent in a header, so it must not contain anything that a header cannot.
      if (token.length > longestToken || !/^[\w.~+/=-]+$/.test(token)) return undefined
      const claims = isIdToken(token) ? await readIdToken(token) : await readAccessToken(settings, parts, token)
      return claims === undefined || !isOfDomain(settings, claims)
        ? undefined
        : withSubject(readIdentity(settings, claims))
    },
  }
}

/** Three parts, the first of them JSON. Google's access tokens start with `ya29.`. */
function isIdToken(token: string): boolean {
  return token.startsWith('eyJ') && token.split('.').length === 3
}

function withSubject(identity: SocialIdentity): SocialIdentity | undefined {
  return identity.subject === '' || identity.subject.length > 255 ? undefined : identity
}

/** Reads the claims of an ID token that Google signed for one of our client ids. */
function createIdTokenReader(settings: ProviderSettings, { openIdToken, clock }: GoogleParts) {
  const needs = { settings: readSettings(settings), clock }
  return async (token: string): Promise<ProviderClaims | undefined> => {
    try {
      const claims = await openIdToken(token)
      validateClaims(claims, needs.settings, clock)
      checkExp(needs, claims, 'exp')
      return claims
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      if (error.code === 'keys_unavailable') throw providerUnavailable('google', undefined)
      if (error.code !== 'token_not_valid') throw error
      return undefined
    }
  }
}

function readSettings(settings: ProviderSettings) {
  // Google uses both in its tokens.
  const issuer = [
    settings.issuer,
    ...(settings.issuer === 'https://accounts.google.com' ? ['accounts.google.com'] : []),
  ]
  return {
    issuer,
    audience: audiencesOf(settings),
    leeway: clockToleranceSeconds,
    issuedAtTolerance: clockToleranceSeconds,
    tokenTypeClaim: null,
    jtiClaim: null,
  }
}

function audiencesOf({ clientId, otherClientIds }: ProviderSettings): readonly string[] {
  return [clientId, ...otherClientIds]
}

/** First whom the access token was issued for, then the user. The token is never put into a URL, which servers log. */
async function readAccessToken(
  settings: ProviderSettings,
  { fetch }: GoogleParts,
  token: string,
): Promise<ProviderClaims | undefined> {
  const headers = { accept: 'application/json' }
  const { tokenInfoUrl = '', userInfoUrl = '' } = settings
  const form = new URLSearchParams({ access_token: token })
  const info = await fetchJson(fetch, tokenInfoUrl, { method: 'POST', headers, body: form })
  if (info === undefined || typeof info.aud !== 'string' || !audiencesOf(settings).includes(info.aud)) return undefined
  const user = await fetchJson(fetch, userInfoUrl, { headers: { ...headers, authorization: `Bearer ${token}` } })
  return user !== undefined && (info.sub === undefined || info.sub === user.sub) ? user : undefined
}

/** `undefined` for a refusal. Throws `provider_unavailable` if there is no usable response. */
async function fetchJson(
  fetch: typeof globalThis.fetch,
  url: string,
  request: RequestInit,
): Promise<ProviderClaims | undefined> {
  try {
    const answer = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    if (answer.status >= 500 || answer.status === 429) throw new Error('Google is busy')
    const text = await answer.text()
    const claims: unknown = answer.ok && text.length <= largestAnswer ? JSON.parse(text) : undefined
    return typeof claims === 'object' && claims !== null ? (claims as ProviderClaims) : undefined
  } catch (error) {
    throw providerUnavailable('google', error)
  }
}
