/** Revokes a key: it stops working with the next request. */

import type { UserId } from '../../../kernel/user-id.ts'
import type { Needs } from '../../../system.ts'

/** With `userId`, only a key of that user (IDOR). `gone`: there is no such key that still works. */
export async function revokeApiKey(
  { apiKeys, clock, events, origin }: Needs<'apiKeys' | 'clock' | 'events' | 'origin'>,
  id: string,
  userId?: UserId,
): Promise<'revoked' | 'gone'> {
  const outcome = await apiKeys.revoke(id, clock.now(), userId, origin)
  if (outcome === 'revoked') events.emit({ name: 'api_key.revoked', userId, reason: id })
  return outcome
}
