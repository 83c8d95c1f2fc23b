/**
 * Verifies a Google token that an app obtained itself, as in tutorial 4. The tutorial only calls userinfo, which answers
 * for a token of any app: the operator of another app could log in here as any of its users (token substitution). So
 * the token has to be issued for one of our client ids.
 */
import { createRemoteJwks } from '../../keys/remote-jwks.ts'
import type { Clock } from '../../ports/clock.ts'
import { AuthError } from '../../problems.ts'
import { checkExp } from '../../tokens/claims.ts'
import { createRemoteReader, type TokenReader } from '../../tokens/token-reader.ts'
import { createVerifiedCache } from '../../tokens/verified-cache.ts'
import { type ProviderClaims, readIdentity } from './identity.ts'
import { type GetClient, providerUnavailable } from './openid-client.ts'
import type { SocialIdentity, TokenVerifier } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export interface GoogleParts {
  readonly getClient: GetClient
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
      return claims === undefined ? undefined : withSubject(readIdentity(settings, claims))
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
function createIdTokenReader(settings: ProviderSettings, { getClient, fetch, clock }: GoogleParts) {
  const needs = { settings: readSettings(settings), clock }
  let reader: (TokenReader & { readonly hasKeys: () => boolean }) | undefined
  return async (token: string): Promise<ProviderClaims | undefined> => {
    const { config } = await getClient()
    reader ??= createReader(config.serverMetadata().jwks_uri ?? '')
    try {
      const claims = await reader.read(token)
      checkExp(needs, claims, 'exp')
      return claims
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      if (!reader.hasKeys()) throw providerUnavailable('google', undefined)
      return undefined
    }
  }

  function createReader(url: string) {
    const keyring = createRemoteJwks({ url, algorithm: 'RS256', fetch, now: clock.now })
    const cache = createVerifiedCache({ ...needs, keyring }, { maximumEntries: 0 })
    return { ...createRemoteReader(cache, keyring), hasKeys: () => keyring.keys.length > 0 }
  }
}

/** How far Google's clock and ours may differ, in seconds. */
const leeway = 30

function readSettings(settings: ProviderSettings) {
  // Google uses both in its tokens.
  const issuer = [
    settings.issuer,
    ...(settings.issuer === 'https://accounts.google.com' ? ['accounts.google.com'] : []),
  ]
  return { issuer, audience: audiencesOf(settings), leeway, tokenTypeClaim: null, jtiClaim: null }
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
