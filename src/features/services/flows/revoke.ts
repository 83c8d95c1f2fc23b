/**
 * A token is handed in to be revoked (RFC 7009): with a refresh or an access token its session ends, on every node at once; an API
 * key stops working. What is revoked already, or never was a token, is no error: the service wants it dead, and dead it is.
 */
import { authenticate } from '../../../flows/authenticate.ts'
import { endCallerSession, logout } from '../../../flows/logout.ts'
import { AuthError, problem } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import type { Principal } from '../../../users/principal.ts'
import { readKeyId } from '../../api-keys/api-key.ts'
import { authenticateApiKey } from '../../api-keys/flows/authenticate-api-key.ts'
import { revokeApiKey } from '../../api-keys/flows/revoke-api-key.ts'

/** Throws `unsupported_token_type` for an access token that the settings let live to its end. */
export async function revokeToken(system: System, raw: string): Promise<void> {
  if (readKeyId(raw) !== undefined) return await unlessDead(revokeKey(system, raw))
  const caller = await findBearer(system, raw)
  if (caller === undefined) return await unlessDead(logout(system, raw))
  if (!system.settings.revokeAccessTokens) throw problem('unsupported_token_type')
  await endCallerSession(system, caller)
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
  }
}
