/** The principal of a user who was authenticated without a token: by an API key, or by an application's own scheme. */
import { problem } from '../problems.ts'
import type { Needs } from '../system.ts'
import type { ApiKeyUse, Principal } from '../users/principal.ts'
import { createTokenUser } from '../users/token-user.ts'
import type { User } from '../users/user.ts'
import { createGrantChecks } from './has-permission.ts'

/** Throws `user_inactive`, as for a token of such a user. */
export function createUserPrincipal(system: Needs<'settings' | 'groups'>, user: User, apiKey?: ApiKeyUse): Principal {
  if (system.settings.checkUserIsActive && !user.isActive)
    throw problem('user_inactive', { evidence: { userId: user.id } })
  const { id, username, isStaff, isSuperuser } = user
  const told = { user_id: id, username, is_staff: isStaff, is_superuser: isSuperuser }
  const read = async () => user
  return {
    id,
    claims: {},
    sid: undefined,
    ...(apiKey === undefined ? {} : { apiKey }),
    tokenUser: () => createTokenUser(told, 'user_id'),
    ...createGrantChecks(system, read),
    authenticationAge: async () => undefined,
    user: read,
  }
}
