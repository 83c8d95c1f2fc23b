/** Begins a sign-in with a provider. Nothing is stored: the browser keeps, encrypted, what the end needs to know. */
import { apiUrlOf } from '../../../flows/api-url.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Needs } from '../../../system.ts'
import { findOwnPage } from '../own-page.ts'
import type { SignInWishes } from '../provider.ts'
import { addPendingSignIn, newSecretText, pendingSeconds, type SignInResult } from './pending-sign-in.ts'

export interface SignInRequest {
  readonly provider: string
  /** Where to go at the end: one of `socialRedirects`, their first unless given, or a page of ours behind the login. */
  readonly next: string | undefined
  readonly result: SignInResult
  /** What stands before the paths of the table for this browser. */
  readonly basePath: string | undefined
  /** What the browser keeps of sign-ins that it has begun with this provider. */
  readonly kept: string | undefined
  /** What the page asks of the provider, in place of the settings. */
  readonly wishes?: SignInWishes
}

export interface BegunSignIn {
  /** The provider's sign-in page. */
  readonly location: string
  /** For the browser's cookie. */
  readonly sealed: string
}

/** Throws `social_redirect_not_allowed`, `provider_unavailable`, and `not_found` for an unknown provider. */
export async function beginSignIn(
  system: Needs<'settings' | 'social' | 'seal' | 'random' | 'clock'>,
  { provider: name, next, result, basePath, kept, wishes = {} }: SignInRequest,
): Promise<BegunSignIn> {
  const provider = system.social.find(name)
  if (provider === undefined) throw problem('not_found', { reason: 'provider' })
  const pending = {
    provider: name,
    state: newSecretText(system),
    nonce: newSecretText(system),
    codeVerifier: newSecretText(system),
    redirectUri: callbackAddress(system.settings, name, basePath),
    next: allowedNext(system.settings, next, { result, basePath }),
    result,
    exp: Math.floor(system.clock.now() / 1000) + pendingSeconds,
  }
  const location = await provider.begin(pending, wishes)
  return { location: location.href, sealed: addPendingSignIn(system, pending, kept) }
}

/** Compared exactly: a prefix match would be an open redirect (RFC 9700 section 4.11). */
function allowedNext(
  settings: Settings,
  next: string | undefined,
  { result, basePath }: Pick<SignInRequest, 'result' | 'basePath'>,
): string {
  const { socialRedirects } = settings
  const listed = next === undefined ? socialRedirects[0] : socialRedirects.find(allowed => allowed === next)
  // A code is of use to the application's own pages alone.
  const found = listed ?? (result.kind === 'code' ? undefined : findOwnPage(settings, next ?? '', basePath))
  if (found === undefined) throw problem('social_redirect_not_allowed', { reason: 'next' })
  return found
}

export function callbackPath(provider: string, { paths }: Pick<Settings, 'paths'>): string {
  // Of several paths the first is the one that the provider is told.
  const [path = '/api/auth/social/{provider}/callback/'] = paths.social_callback ?? []
  return path.replaceAll('{provider}', provider)
}

/**
 * The host from the configuration only: a forged Host header must not redirect the provider's response. The provider
 * compares the whole address with its list.
 */
function callbackAddress(settings: Settings, provider: string, basePath = ''): string {
  return `${apiUrlOf(settings, basePath)}${callbackPath(provider, settings)}`
}

/** The full URL of an allowed address: paths are below `publicUrl`, as those of links in mails are. */
export function absoluteNext(settings: Settings, next: string): URL {
  const { apiUrl, publicUrl, port } = settings
  const base = new URL(publicUrl ?? apiUrl ?? `http://localhost:${port}`)
  const prefix = base.pathname.replace(/\/$/, '')
  const isBelowAlready = !next.startsWith('/') || next === prefix || next.startsWith(`${prefix}/`)
  return new URL(isBelowAlready ? next : `${prefix}${next}`, base)
}
