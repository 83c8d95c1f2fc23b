/**
 * Finds the principal of an API key. Every refusal has the same message: a client must not learn that the id of a key
 * exists, that a key was revoked, or that an account was closed (enumeration).
 */

import { createUserPrincipal } from '../../../flows/create-user-principal.ts'
import { canHaveTokens } from '../../../flows/user-status.ts'
import { type AuthError, problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { Principal } from '../../../users/principal.ts'
import { isKeyText, readKeyId, type StoredApiKey } from '../api-key.ts'

type Parts = Needs<'apiKeys' | 'users' | 'groups' | 'settings' | 'clock'>

/** Milliseconds: a key in constant use writes its last use this often, not at each request. */
const useResolution = 60_000

/** Throws `authentication_failed` only; never `user_inactive`, see above. */
export async function authenticateApiKey(system: Parts, text: string): Promise<Principal> {
  const key = await findKey(system, text)
  const user = await system.users.findById(key.userId)
  if (user === undefined || !user.isActive) throw refused('user_inactive', key.id)
  // What keeps a user from tokens keeps the user's keys from working.
  if (!(await canHaveTokens(system.settings, user))) throw refused('user_refused', key.id)
  const now = system.clock.now()
  if (now - (key.lastUsedAt ?? 0) >= useResolution) await system.apiKeys.recordUse(key.id, now)
  return createUserPrincipal(system, user, { id: key.id, name: key.name, scopes: key.scopes })
}

async function findKey({ apiKeys, clock }: Parts, text: string): Promise<StoredApiKey> {
  const id = readKeyId(text)
  if (id === undefined) throw refused('malformed')
  const key = await apiKeys.find(id)
  if (key === undefined || !isKeyText(key, text)) throw refused(key === undefined ? 'unknown' : 'wrong_secret', id)
  if (key.revokedAt !== null) throw refused('revoked', id)
  if (key.expiresAt !== null && key.expiresAt <= clock.now()) throw refused('expired', id)
  return key
}

function refused(reason: string, id?: string): AuthError {
  const evidence = id === undefined ? {} : { evidence: { apiKey: id } }
  return problem('authentication_failed', { title: 'Invalid API key', reason: `api_key_${reason}`, ...evidence })
}
