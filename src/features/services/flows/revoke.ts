/**
 * A token is handed in to be revoked (RFC 7009): with a refresh or an access token its session ends, on every node at once; an API
 * key stops working. What is revoked already, or never was a token, is no error: the service wants it dead, and dead it is.
 */
import { authenticate } from '../../../flows/authenticate.ts'
import { endCallerSession, logout } from '../../../flows/logout.ts'
import { AuthError, problem } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import { tokenIdOf } from '../../../tokens/claims.ts'
import type { Principal } from '../../../users/principal.ts'
import { readKeyId } from '../../api-keys/api-key.ts'
import { authenticateApiKey } from '../../api-keys/flows/authenticate-api-key.ts'
import { revokeApiKey } from '../../api-keys/flows/revoke-api-key.ts'

/**
 * Throws `unsupported_token_type` for what lives to its end: an access token where the settings say so, and a token without
 * a session that has no id to be remembered by.
 */
export async function revokeToken(system: System, raw: string): Promise<void> {
  if (readKeyId(raw) !== undefined) return await unlessDead(revokeKey(system, raw))
  const caller = await findBearer(system, raw)
  if (caller === undefined) return await unlessDead(logout(system, raw))
  const { settings } = system
  if (!settings.revokeAccessTokens) throw problem('unsupported_token_type')
  if (caller.sid === undefined && tokenIdOf(settings, caller.claims) === undefined) throw refuseNameless()
  await endCallerSession(system, caller)
  // Where tokens do not say of which kind they are, one that opens something may be a refresh token.
  if (caller.sid === undefined && settings.tokenTypeClaim === null) await unlessDead(logout(system, raw))
}

function refuseNameless() {
  return problem('unsupported_token_type', {
    title: 'This token has neither a session nor an id here, and lives to its end.',
    reason: 'missing_id',
  })
}

/** `undefined`: it opens nothing, so it is a refresh token, or dead. */
async function findBearer(system: System, raw: string): Promise<Principal | undefined> {
  try {
    return await authenticate(system, raw)
  } catch (error) {
    if (error instanceof AuthError && error.status < 500) return undefined
    throw error
  }
}

async function revokeKey(system: System, raw: string): Promise<void> {
  const { id, apiKey } = await authenticateApiKey(system, raw)
  if (apiKey !== undefined) await revokeApiKey(system, apiKey.id, id)
}

async function unlessDead(revoking: Promise<unknown>): Promise<void> {
  try {
    await revoking
  } catch (error) {
    if (!(error instanceof AuthError) || error.status >= 500) throw error
    if (error.reason === 'missing_id') throw refuseNameless()
  }
}
