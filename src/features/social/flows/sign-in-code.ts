/**
 * The code that ends a sign-in for pages on another origin, which cookies do not reach. It is encrypted, valid for one
 * minute and one use, and only with the verifier of the page that began the sign-in (RFC 7636): a code from a log or a
 * browser history is worthless.
 */
import { createHash } from 'node:crypto'
import type { LoginParts } from '../../../flows/login.ts'
import type { Proven } from '../../../flows/pass-gate.ts'
import { encodeBase64url, equalBytes } from '../../../kernel/bytes.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import { type AuthError, problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import { requireActiveUser } from './find-or-create-user.ts'
import { newSecretText } from './pending-sign-in.ts'
import { passSocialGate } from './sign-in-session.ts'

interface CodeContent {
  readonly id: string
  readonly provider: string
  readonly userId: UserId
  readonly created: boolean
  readonly challenge: string
  /** Seconds since 1970. */
  readonly exp: number
}

const purpose = 'sign-in code'
const lifetimeSeconds = 60
/** RFC 7636 section 4.1: too long to guess. */
const goodVerifier = /^[A-Za-z0-9._~-]{43,128}$/

export function sealCode(
  system: Needs<'seal' | 'random' | 'clock'>,
  { user, ...about }: Pick<CodeContent, 'provider' | 'created' | 'challenge'> & { readonly user: User },
): string {
  const exp = Math.floor(system.clock.now() / 1000) + lifetimeSeconds
  const content: CodeContent = { ...about, id: newSecretText(system), userId: user.id, exp }
  return system.seal.seal(purpose, content)
}

/** Throws `social_code_invalid`, `no_active_account`, and what the gate asks for. */
export async function exchangeCode(
  system: LoginParts & Needs<'seal' | 'sessions'>,
  { code, verifier }: { readonly code: string; readonly verifier: string },
): Promise<{ readonly proven: Proven; readonly created: boolean }> {
  const content = system.seal.open(purpose, code)
  if (!isContent(content)) throw invalidCode('unknown')
  const { id, provider, userId, created, challenge, exp } = content
  if (exp <= Math.floor(system.clock.now() / 1000)) throw invalidCode('expired')
  // Before it is spent: an attacker who finds the code must not be able to use it up.
  if (!goodVerifier.test(verifier)) throw invalidCode('bad_verifier')
  if (!equalBytes(Buffer.from(challengeOf(verifier)), Buffer.from(challenge))) throw invalidCode('other_verifier')
  if ((await system.sessions.spend({ jti: `code ${id}`, iat: undefined, exp })) === 'already') throw invalidCode('used')
  const user = await system.users.findById(userId)
  if (user === undefined) throw invalidCode('no_user')
  const entry = { row: 'social_token', state: { created } }
  return { proven: await passSocialGate(system, await requireActiveUser(system, user), provider, entry), created }
}

function challengeOf(verifier: string): string {
  return encodeBase64url(createHash('sha256').update(verifier).digest())
}

function isContent(value: unknown): value is CodeContent {
  return typeof value === 'object' && value !== null && 'challenge' in value && 'userId' in value
}

function invalidCode(reason: string): AuthError {
  return problem('social_code_invalid', { reason })
}
