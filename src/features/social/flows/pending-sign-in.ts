/**
 * A sign-in between its beginning and its end. It is kept in an encrypted cookie, so that a response of the provider is
 * accepted only in the browser that began the sign-in (login CSRF), and only once: its state is spent like a token.
 */
import { encodeBase64url, equalBytes } from '../../../kernel/bytes.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import { type AuthError, problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { AuthorizationRequest } from '../provider.ts'

export interface PendingSignIn extends AuthorizationRequest {
  readonly provider: string
  /** One of `socialRedirects`. */
  readonly next: string
  readonly result: SignInResult
  /** Seconds since 1970. */
  readonly exp: number
}

/** What the browser gets at the end. */
export type SignInResult =
  | { readonly kind: 'cookies' }
  /** A code, which only the page that knows the verifier of the challenge can exchange (RFC 7636). */
  | { readonly kind: 'code'; readonly challenge: string }
  /** No session: the account is linked to this user, if the session that began it is still alive. */
  | { readonly kind: 'link'; readonly userId: UserId; readonly sid: string | undefined }

/** How long a sign-in may take. */
export const pendingSeconds = 600

export function sealPendingSignIn({ seal }: Needs<'seal'>, pending: PendingSignIn): string {
  return seal.seal(purposeOf(pending.provider), pending)
}

/**
 * The sign-in that this browser began with this provider; it cannot be used again. A response with another state does
 * not use it up, so that a page of an attacker cannot. Throws `social_state_invalid`.
 */
export async function consumePendingSignIn(
  system: Needs<'seal' | 'sessions' | 'clock'>,
  provider: string,
  { sealed, state }: { readonly sealed: string | undefined; readonly state: string | undefined },
): Promise<PendingSignIn> {
  if (sealed === undefined || state === undefined) throw invalidState(sealed === undefined ? 'no_cookie' : 'no_state')
  const pending = system.seal.open(purposeOf(provider), sealed)
  if (!isPending(pending)) throw invalidState('bad_cookie')
  if (!equalBytes(Buffer.from(pending.state), Buffer.from(state))) throw invalidState('other_state')
  const now = Math.floor(system.clock.now() / 1000)
  if (pending.exp <= now) throw invalidState('expired')
  const spent = await system.sessions.spend({ jti: `social ${pending.state}`, iat: undefined, exp: pending.exp })
  if (spent === 'already') throw invalidState('replayed')
  return pending
}

/** 256 random bits in 43 characters, for a state, a nonce or a code verifier (RFC 7636 section 4.1). */
export function newSecretText({ random }: Needs<'random'>): string {
  return encodeBase64url(random.bytes(32))
}

/** One purpose for each provider: a sign-in cannot begin with one and end with another (mix-up, RFC 9700 section 4.4). */
function purposeOf(provider: string): string {
  return `pending sign-in at ${provider}`
}

/** What can be decrypted was encrypted here, but perhaps by an older version with other members. */
function isPending(value: unknown): value is PendingSignIn {
  return typeof value === 'object' && value !== null && 'state' in value && 'result' in value && 'exp' in value
}

function invalidState(reason: string): AuthError {
  return problem('social_state_invalid', { reason })
}
