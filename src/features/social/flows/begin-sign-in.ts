/** Somebody sets out to a provider. Nothing is written: what has to be known at the end goes with the browser. */
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Needs } from '../../../system.ts'
import { newSecretText, pendingSeconds, type SignInResult, sealPending } from './pending-sign-in.ts'

export interface SignInRequest {
  readonly provider: string
  /** Where to go at the end; the first of the allowed addresses unless given. */
  readonly next: string | undefined
  readonly result: SignInResult
}

export interface BegunSignIn {
  /** The provider's page. */
  readonly location: string
  /** For the browser to keep. */
  readonly sealed: string
}

/** Throws `social_redirect_not_allowed`, `provider_unavailable`, and `not_found` for a provider that is none. */
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
  return { location: location.href, sealed: sealPending(system, pending) }
}

/** Compared whole: a part of an address is another address (RFC 9700 section 4.11). */
function allowedNext({ socialRedirects }: Settings, next: string | undefined): string {
  const found = next === undefined ? socialRedirects[0] : socialRedirects.find(allowed => allowed === next)
  if (found === undefined) throw problem('social_redirect_not_allowed', { reason: 'next' })
  return found
}

export function callbackPath(provider: string): string {
  return `/api/auth/social/${provider}/callback/`
}

/** From the configuration alone: a Host header must not lead the provider's answer elsewhere. */
function callbackAddress(settings: Settings, provider: string): string {
  return `${apiUrlOf(settings)}${callbackPath(provider)}`
}

function apiUrlOf({ apiUrl, publicUrl, port }: Settings): string {
  return (apiUrl ?? publicUrl ?? `http://localhost:${port}`).replace(/\/$/, '')
}

/** An allowed address, whole: paths are those of `publicUrl`. */
export function absoluteNext(settings: Settings, next: string): URL {
  const { apiUrl, publicUrl, port } = settings
  return new URL(next, publicUrl ?? apiUrl ?? `http://localhost:${port}`)
}
