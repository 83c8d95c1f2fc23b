/**
 * Tutorial 4's door: an app has a Google token and wants a session. The tutorial asks userinfo alone, and userinfo
 * answers for a token of any app: whoever runs another one could log in here as all of its users (token substitution).
 * So the token must have been made for a client id of ours.
 */
import { createRemoteJwks } from '../../keys/remote-jwks.ts'
import type { Clock } from '../../ports/clock.ts'
import { AuthError } from '../../problems.ts'
import { checkExp } from '../../tokens/claims.ts'
import { createRemoteReader, type TokenReader } from '../../tokens/token-reader.ts'
import { createVerifiedCache } from '../../tokens/verified-cache.ts'
import { type GetClient, providerUnavailable } from './client.ts'
import { identityOf, type ProviderClaims } from './identity.ts'
import type { SocialIdentity, TokenDoor } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export interface GoogleParts {
  readonly getClient: GetClient
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
}

const longestToken = 8192
const largestAnswer = 65_536
const timeoutMs = 10_000

export function createGoogleTokenCheck(settings: ProviderSettings, parts: GoogleParts): TokenDoor {
  const openIdToken = createIdTokenReader(settings, parts)
  return {
    async identify(token) {
      // What is no header value is no token of Google's.
      if (token.length > longestToken || !/^[\w.~+/=-]+$/.test(token)) return undefined
      const claims = isIdToken(token) ? await openIdToken(token) : await askAbout(settings, parts, token)
      return claims === undefined ? undefined : withSubject(identityOf(settings, claims))
    },
  }
}

/** Three parts, and the first is JSON: Google's access tokens begin with `ya29.`. */
function isIdToken(token: string): boolean {
  return token.startsWith('eyJ') && token.split('.').length === 3
}

function withSubject(identity: SocialIdentity): SocialIdentity | undefined {
  return identity.subject === '' || identity.subject.length > 255 ? undefined : identity
}

/** The claims of an ID token that Google signed for us. */
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

/** How far Google's clock and ours may be apart, in seconds. */
const leeway = 30

function readSettings(settings: ProviderSettings) {
  // Google has written both into its tokens.
  const issuer = [
    settings.issuer,
    ...(settings.issuer === 'https://accounts.google.com' ? ['accounts.google.com'] : []),
  ]
  return { issuer, audience: audiencesOf(settings), leeway, tokenTypeClaim: null, jtiClaim: null }
}

function audiencesOf({ clientId, otherClientIds }: ProviderSettings): readonly string[] {
  return [clientId, ...otherClientIds]
}

/** Whom an access token was made for, and then who it is. The token goes in a body and a header, never in an address. */
async function askAbout(
  settings: ProviderSettings,
  { fetch }: GoogleParts,
  token: string,
): Promise<ProviderClaims | undefined> {
  const headers = { accept: 'application/json' }
  const { tokenInfoUrl = '', userInfoUrl = '' } = settings
  const form = new URLSearchParams({ access_token: token })
  const info = await askJson(fetch, tokenInfoUrl, { method: 'POST', headers, body: form })
  if (info === undefined || typeof info.aud !== 'string' || !audiencesOf(settings).includes(info.aud)) return undefined
  const user = await askJson(fetch, userInfoUrl, { headers: { ...headers, authorization: `Bearer ${token}` } })
  return user !== undefined && (info.sub === undefined || info.sub === user.sub) ? user : undefined
}

/** `undefined` for an answer that refuses. Throws `provider_unavailable` where none comes. */
async function askJson(
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
