/** Begins a sign-in with a provider. Nothing is stored: the browser keeps, encrypted, what the end needs to know. */
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Needs } from '../../../system.ts'
import { newSecretText, pendingSeconds, type SignInResult, sealPendingSignIn } from './pending-sign-in.ts'

export interface SignInRequest {
  readonly provider: string
  /** Where to go at the end; the first of `socialRedirects` unless given. */
  readonly next: string | undefined
  readonly result: SignInResult
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
  { provider: name, next, result }: SignInRequest,
): Promise<BegunSignIn> {
  const provider = system.social.find(name)
  if (provider === undefined) throw problem('not_found', { reason: 'provider' })
  const pending = {
    provider: name,
    state: newSecretText(system),
    nonce: newSecretText(system),
    codeVerifier: newSecretText(system),
    redirectUri: callbackAddress(system.settings, name),
    next: allowedNext(system.settings, next),
    result,
    exp: Math.floor(system.clock.now() / 1000) + pendingSeconds,
  }
  const location = await provider.begin(pending)
  return { location: location.href, sealed: sealPendingSignIn(system, pending) }
}

/** Compared exactly: a prefix match would be an open redirect (RFC 9700 section 4.11). */
function allowedNext({ socialRedirects }: Settings, next: string | undefined): string {
  const found = next === undefined ? socialRedirects[0] : socialRedirects.find(allowed => allowed === next)
  if (found === undefined) throw problem('social_redirect_not_allowed', { reason: 'next' })
  return found
}

export function callbackPath(provider: string): string {
  return `/api/auth/social/${provider}/callback/`
}

/** From the configuration only: a forged Host header must not redirect the provider's response. */
function callbackAddress(settings: Settings, provider: string): string {
  return `${apiUrlOf(settings)}${callbackPath(provider)}`
}

function apiUrlOf({ apiUrl, publicUrl, port }: Settings): string {
  return (apiUrl ?? publicUrl ?? `http://localhost:${port}`).replace(/\/$/, '')
}

/** The full URL of an allowed address: paths are relative to `publicUrl`. */
export function absoluteNext(settings: Settings, next: string): URL {
  const { apiUrl, publicUrl, port } = settings
  return new URL(next, publicUrl ?? apiUrl ?? `http://localhost:${port}`)
}
