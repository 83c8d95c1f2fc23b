/** Made-up accounts, each with a session and a token of its own, in a database that no one else has. */
import { createUser } from '../../flows/admin/create-user.ts'
import { grantUserPermission } from '../../flows/admin/grant-user-permission.ts'
import { addGroupMember } from '../../flows/admin/manage-groups.ts'
import { newSid } from '../../flows/begin-session.ts'
import { accountIdOf, revokeClaim, userClaimOf } from '../../flows/user-status.ts'
import { tokenCookieName } from '../../http/authorize/find-cookie-token.ts'
import type { Actor } from '../../kernel/actor.ts'
import { authenticationClaims } from '../../sessions/authentication-claims.ts'
import type { Factor } from '../../sessions/factor.ts'
import type { System } from '../../system.ts'
import { accessToken } from '../../tokens/access.ts'
import { mintToken } from '../../tokens/mint.ts'
import { slidingToken } from '../../tokens/sliding.ts'
import type { User } from '../../users/user.ts'
import type { Caller } from './find-cases.ts'

const actor: Actor = { kind: 'configuration' }

/** The headers of a request of this caller: a token in the header and in the cookie, from a page of this site. */
export async function createCaller(
  system: System,
  caller: Caller,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  if (caller.isAnonymous) return {}
  const { isStaff, isSuperuser, roles, permissions } = caller
  const facts = { email: `${name}@example.invalid`, username: name }
  // As `createsuperuser` makes them.
  const flags = { isStaff: isStaff || isSuperuser, isSuperuser, emailVerified: true }
  const user = await createUser(system, actor, facts, flags)
  if (user === 'duplicate') throw new TypeError(`two callers are called ${name}`)
  for (const role of roles) await addGroupMember(system, actor, role, user.id)
  for (const permission of permissions) await grantUserPermission(system, actor, user.id, permission)
  const token = await beginSession(system, user, caller.hasMfa)
  const { authHeaderName, authHeaderTypes } = system.settings
  return {
    [authHeaderName.toLowerCase()]: `${authHeaderTypes[0]} ${token}`,
    cookie: `${tokenCookieName('access', system.settings)}=${token}`,
    'sec-fetch-site': 'same-origin',
  }
}

/**
 * As a login would, without asking for what the settings demand of one: the table asks what a session may, and not how
 * it is come by.
 */
async function beginSession(system: System, user: User, hasMfa: boolean): Promise<string> {
  const { settings, clock } = system
  const now = clock.now()
  const sid = newSid(system)
  const factors: readonly [Factor, ...Factor[]] = hasMfa ? ['password', 'totp'] : ['password']
  const kind = settings.authTokenClasses.includes('access') ? accessToken : slidingToken
  const token = await mintToken(system, kind, {
    userId: userClaimOf(settings, user),
    accountId: accountIdOf(settings, user),
    claims: revokeClaim(settings, user),
    sid,
    now,
    authentication: hasMfa ? authenticationClaims(factors, now) : undefined,
  })
  const tokensUntil = token.exp * 1000
  await system.sessions.start({ sid, userId: user.id, stamp: token, tokensUntil, now, origin: system.origin, factors })
  return token.text
}
