/** An operator creates an API key for another user's program, or revokes one. */
import { actAs } from '../../../../flows/admin/act-as.ts'
import type { Actor } from '../../../../kernel/actor.ts'
import type { UserId } from '../../../../kernel/user-id.ts'
import type { Needs } from '../../../../system.ts'
import { type ApiKeyRequest, type CreatedApiKey, createApiKey } from '../create-api-key.ts'
import { revokeApiKey } from '../revoke-api-key.ts'

type Parts = Needs<'apiKeys' | 'clock' | 'events' | 'origin'>

/** The text of the key is returned once and stored nowhere. */
export async function createUserApiKey(
  system: Parts & Needs<'random' | 'settings' | 'outboxWorker'>,
  actor: Actor,
  request: ApiKeyRequest,
): Promise<CreatedApiKey | 'unknown_user' | 'too_many'> {
  return await createApiKey(actAs(system, actor), request)
}

/** With `userId`, only a key of that user. `gone`: there is no such key that still works. */
export async function revokeUserApiKey(
  system: Parts,
  actor: Actor,
  id: string,
  userId?: UserId,
): Promise<'revoked' | 'gone'> {
  const key = await system.apiKeys.find(id)
  if (key === undefined || (userId !== undefined && key.userId !== userId)) return 'gone'
  return await revokeApiKey(actAs(system, actor), id, key.userId)
}
