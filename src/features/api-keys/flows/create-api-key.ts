/** Creates a key for a user's program, and tells the owner by mail. Its text is returned once and stored nowhere. */

import { attachedNotice } from '../../../flows/notice.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import type { Needs } from '../../../system.ts'
import { type ApiKey, createApiKeyText } from '../api-key.ts'

/** The key to create. `lifetime` in seconds; `null`: until it is revoked. */
export interface ApiKeyRequest {
  readonly userId: UserId
  readonly name: string
  readonly scopes: readonly string[]
  /** Seconds from now; `null` works until it is revoked. */
  readonly lifetime: number | null
}

/** A new key, and its text, which cannot be shown again. */
export interface CreatedApiKey {
  readonly key: ApiKey
  readonly text: string
}

/** Creates a key and mails its owner. Its text is returned once; the store keeps a digest. It does not check the caller. */
export async function createApiKey(
  system: Needs<'apiKeys' | 'random' | 'clock' | 'events' | 'origin' | 'settings' | 'outboxWorker'>,
  { lifetime, ...about }: ApiKeyRequest,
): Promise<CreatedApiKey | 'unknown_user' | 'too_many'> {
  const now = system.clock.now()
  const { id, text, digest } = createApiKeyText(system.random)
  const expiresAt = lifetime === null ? null : now + lifetime * 1000
  const mail = attachedNotice(system, 'api_key_created')
  const newKey = { ...about, id, digest, now, expiresAt, limit: system.settings.apiKeyLimit }
  const outcome = await system.apiKeys.create(newKey, system.origin, mail)
  if (outcome !== 'created') return outcome
  system.outboxWorker.wake()
  system.events.emit({ name: 'api_key.created', userId: about.userId, reason: id })
  const key = { ...about, id, createdAt: now, expiresAt, lastUsedAt: null, revokedAt: null }
  return { key, text }
}
