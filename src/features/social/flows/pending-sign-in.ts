/**
 * A sign-in between its beginning and its end. It rests in a sealed cookie of the browser that began it, so that an
 * answer of the provider is worth something there and nowhere else, and it ends once: the state is spent like a token.
 */
import { encodeBase64url, equalBytes } from '../../../kernel/bytes.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import { type AuthError, problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { Ceremony } from '../provider.ts'

export interface PendingSignIn extends Ceremony {
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
  /** A code for whoever knows what the challenge was made from (RFC 7636): one that is slipped to somebody is worth nothing. */
  | { readonly kind: 'code'; readonly challenge: string }
  /** No session: the provider's account is linked to this user's, as long as the session that asked lives. */
  | { readonly kind: 'link'; readonly userId: UserId; readonly sid: string | undefined }

/** How long somebody may take at the provider. */
export const pendingSeconds = 600

export function sealPending({ seal }: Needs<'seal'>, pending: PendingSignIn): string {
  return seal.seal(purposeOf(pending.provider), pending)
}

/**
 * The sign-in that this browser began at this provider, ended by this call. An answer with another state ends nothing:
 * a stranger's page must not be able to. Throws `social_state_invalid`.
 */
export async function takePending(
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

/** 256 random bits, in 43 letters: as a state, a nonce and a code verifier (RFC 7636 section 4.1). */
export function newSecretText({ random }: Needs<'random'>): string {
  return encodeBase64url(random.bytes(32))
}

/** One purpose for each provider: what was begun at one cannot be ended at another (mix-up, RFC 9700 section 4.4). */
function purposeOf(provider: string): string {
  return `pending sign-in at ${provider}`
}

/** What opens was sealed here; an older version may have sealed other members. */
function isPending(value: unknown): value is PendingSignIn {
  return typeof value === 'object' && value !== null && 'state' in value && 'result' in value && 'exp' in value
}

function invalidState(reason: string): AuthError {
  return problem('social_state_invalid', { reason })
}
