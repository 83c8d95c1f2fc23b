/** Finds the token of a request, where its endpoint says to look, and asks who it is. */
import { authenticate } from '../../flows/authenticate.ts'
import { AuthError } from '../../problems.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { Incoming } from '../request/message.ts'
import { readTokenCookie } from '../response/cookies.ts'
import type { Authenticator } from './authenticator.ts'
import { refuseCrossSite } from './cross-site.ts'
import { readBearer } from './find-header-token.ts'

export type Identity =
  | { readonly kind: 'somebody'; readonly principal: Principal }
  | { readonly kind: 'nobody' }
  /** A cookie that is no good any more. It locks nobody out: it counts only where somebody had to be there. */
  | { readonly kind: 'stale_cookie'; readonly refusal: AuthError }

/** Throws what `authenticate` throws, for tokens that the client sent on purpose. */
export async function identify(system: System, endpoint: Endpoint, incoming: Incoming): Promise<Identity> {
  try {
    return await recognize(system, endpoint, incoming)
  } catch (error) {
    const isIgnored = endpoint.invalidCredentials === 'ignore' && error instanceof AuthError && error.status === 401
    if (isIgnored) return { kind: 'nobody' }
    throw error
  }
}

async function recognize(system: System, endpoint: Endpoint, incoming: Incoming): Promise<Identity> {
  const { authentication } = endpoint
  if (typeof authentication !== 'string') return await tryInOrder(system, authentication, incoming)
  const found = findToken(system, authentication, incoming)
  if (found === undefined) return { kind: 'nobody' }
  if (found.from === 'cookie') refuseCrossSite(incoming, system.settings)
  try {
    return { kind: 'somebody', principal: await authenticate(system, found.token, endpoint.isStateless) }
  } catch (error) {
    if (found.from === 'cookie' && error instanceof AuthError && error.status === 401) {
      return { kind: 'stale_cookie', refusal: error }
    }
    throw error
  }
}

async function tryInOrder(
  system: System,
  authenticators: readonly Authenticator[],
  incoming: Incoming,
): Promise<Identity> {
  for (const authenticator of authenticators) {
    const principal = await authenticator.authenticate(system, incoming)
    if (principal !== undefined) return { kind: 'somebody', principal }
  }
  return { kind: 'nobody' }
}

type TokenPlace = Extract<Endpoint['authentication'], string>

interface FoundToken {
  readonly token: string
  readonly from: 'header' | 'cookie'
}

function findToken({ settings }: System, place: TokenPlace, incoming: Incoming): FoundToken | undefined {
  if (place === 'none') return undefined
  if (place === 'cookie_first') return fromCookie() ?? fromHeader()
  return fromHeader() ?? (place === 'any' && cookiesOpen() ? fromCookie() : undefined)

  function fromHeader(): FoundToken | undefined {
    const token = readBearer(incoming, settings)
    return token === undefined ? undefined : { token, from: 'header' }
  }
  function fromCookie(): FoundToken | undefined {
    const token = readTokenCookie(incoming, 'access', settings)
    return token === undefined ? undefined : { token, from: 'cookie' }
  }
  function cookiesOpen(): boolean {
    return settings.accessCookieOpens === 'everything'
  }
}
