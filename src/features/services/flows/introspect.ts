/**
 * What a token is worth now (RFC 7662): signature and times, its session, what was revoked since, and its user's row. Whether
 * it is active is what the API itself would say, whatever the settings.
 */
import { authenticate } from '../../../flows/authenticate.ts'
import { findUserOf, userClaimOf } from '../../../flows/user-status.ts'
import { type AnswerParts, checkRefresh } from '../../../flows/would-answer.ts'
import { AuthError } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { Claims } from '../../../tokens/claims.ts'
import type { User } from '../../../users/user.ts'
import { readKeyId } from '../../api-keys/api-key.ts'
import { authenticateApiKey } from '../../api-keys/flows/authenticate-api-key.ts'

export type IntrospectionParts = AnswerParts & Needs<'apiKeys'>

/** `token_type_hint` of RFC 7009 section 2.1; any other is ignored, as it says. */
export type TokenHint = 'access_token' | 'refresh_token' | undefined

/** RFC 7662 section 2.2, and the token's own claims. */
export type Introspection = { readonly active: false } | { readonly active: true; readonly [claim: string]: unknown }

const inactive: Introspection = { active: false }

/**
 * A refresh token is active only where the question says that it is about one: a service that looks at `active` alone would
 * take it for an access token. Mail tokens and the like never are. Throws what keeps it from knowing: `store_unavailable`,
 * `keys_unavailable`.
 */
export async function introspect(system: IntrospectionParts, raw: string, hint?: TokenHint): Promise<Introspection> {
  try {
    if (readKeyId(raw) !== undefined) return await ofApiKey(system, raw)
    return hint === 'refresh_token' ? await ofRefresh(system, raw) : await ofBearer(system, raw)
  } catch (error) {
    if (error instanceof AuthError && error.status < 500) return inactive
    throw error
  }
}

async function ofBearer(system: IntrospectionParts, raw: string): Promise<Introspection> {
  const principal = await authenticate(system, raw)
  return show(system, principal.claims, await principal.user(), { token_type: 'Bearer' })
}

async function ofRefresh(system: IntrospectionParts, raw: string): Promise<Introspection> {
  await checkRefresh(system, raw)
  const claims = await system.tokens.read(raw)
  const user = await findUserOf(system, claims)
  return user === undefined ? inactive : show(system, claims, user, {})
}

async function ofApiKey(system: IntrospectionParts, raw: string): Promise<Introspection> {
  const { apiKey, user } = await authenticateApiKey(system, raw)
  const scope = apiKey === undefined || apiKey.scopes.length === 0 ? {} : { scope: apiKey.scopes.join(' ') }
  const owner = await user()
  return { active: true, sub: subjectOf(system, owner), username: loginOf(owner), ...scope }
}

/** The kind of the token, as SimpleJWT names it, would stand where RFC 7662 has how it is used. */
function show(system: IntrospectionParts, claims: Claims, user: User, more: object): Introspection {
  const { [system.settings.tokenTypeClaim ?? '']: _kind, token_type: _type, ...own } = claims
  return { ...own, sub: subjectOf(system, user), username: loginOf(user), ...more, active: true }
}

/** Whom a token names: the id, or what `userIdField` says. */
function subjectOf({ settings }: IntrospectionParts, user: User): string {
  return String(userClaimOf(settings, user))
}

function loginOf({ username, email }: User): string {
  return username === '' ? email : username
}
