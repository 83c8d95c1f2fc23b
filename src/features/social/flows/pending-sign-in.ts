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
  /** One of `socialRedirects`, or the whole address of a page of ours. */
  readonly next: string
  readonly result: SignInResult
  /** Seconds since 1970. */
  readonly exp: number
}

/** What the browser gets at the end. */
export type SignInResult =
  /** `remember: false`: cookies that the browser drops when it closes. */
  | { readonly kind: 'cookies'; readonly remember?: false }
  /** A code, which only the page that knows the verifier of the challenge can exchange (RFC 7636). */
  | { readonly kind: 'code'; readonly challenge: string }
  /** No session: the account is linked to this user, if the session that began it is still alive. */
  | { readonly kind: 'link'; readonly userId: UserId; readonly sid: string | undefined }

/** How long a sign-in may take. */
export const pendingSeconds = 600

/** How many a browser keeps for one provider, each begun in its tab. The oldest goes first. */
const mostPending = 5
/** Browsers drop cookies of more than 4096 bytes, with name and attributes. */
const longestCookie = 3600

/** The new sign-in before those that the browser has begun and not ended, each sealed, with a dot between them. */
export function addPendingSignIn(
  system: Needs<'seal' | 'clock'>,
  pending: PendingSignIn,
  kept: string | undefined,
): string {
  const { provider } = pending
  const now = Math.floor(system.clock.now() / 1000)
  const others = openAll(system, provider, kept ?? '').filter(({ content }) => content.exp > now)
  const newest = system.seal.seal(purposeOf(provider), pending)
  return [newest, ...others.map(({ sealed }) => sealed)].slice(0, mostPending).reduce((joined, sealed) => {
    const longer = `${joined}.${sealed}`
    return longer.length > longestCookie ? joined : longer
  })
}

interface Opened {
  readonly sealed: string
  readonly content: PendingSignIn
}

/** Those of this provider that were sealed here. */
function openAll({ seal }: Needs<'seal'>, provider: string, joined: string): readonly Opened[] {
  return joined
    .split('.')
    .slice(0, mostPending)
    .flatMap(sealed => {
      const content = seal.open(purposeOf(provider), sealed)
      return isPending(content) ? [{ sealed, content }] : []
    })
}

export interface ConsumedSignIn {
  readonly pending: PendingSignIn
  /** What the browser goes on keeping: the sign-ins of its other tabs. */
  readonly rest: string
}

/**
 * The sign-in of this state, if this browser began it with this provider; it cannot be used again. A response with
 * another state does not use one up, so that a page of an attacker cannot. Throws `social_state_invalid`.
 */
export async function consumePendingSignIn(
  system: Needs<'seal' | 'sessions' | 'clock'>,
  provider: string,
  { kept, state }: { readonly kept: string | undefined; readonly state: string | undefined },
): Promise<ConsumedSignIn> {
  if (kept === undefined || state === undefined) throw invalidState(kept === undefined ? 'no_cookie' : 'no_state')
  const all = openAll(system, provider, kept)
  if (all.length === 0) throw invalidState('bad_cookie')
  const found = all.find(({ content }) => equalBytes(Buffer.from(content.state), Buffer.from(state)))
  if (found === undefined) throw invalidState('other_state')
  const pending = found.content
  const now = Math.floor(system.clock.now() / 1000)
  if (pending.exp <= now) throw invalidState('expired', 'This sign-in took too long. Please start again.')
  const spent = await system.sessions.spend({ jti: `social ${pending.state}`, iat: undefined, exp: pending.exp })
  if (spent === 'already') throw invalidState('replayed', openedTwice)
  const others = all.filter(each => each !== found && each.content.exp > now)
  return { pending, rest: others.map(({ sealed }) => sealed).join('.') }
}

const openedTwice =
  'This sign-in has ended already: the page was opened twice. Go on, or start again if you are not signed in.'

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

function invalidState(reason: string, title?: string): AuthError {
  return problem('social_state_invalid', { reason, ...(title !== undefined && { title }) })
}
