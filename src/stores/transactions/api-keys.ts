/** Creates and revokes API keys. */
import type { ApiKeyStore, NewApiKey } from '../../features/api-keys/store.ts'
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AttachedMail } from '../../mail/outbox.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import { audit, auditAll } from './effects.ts'
import { attachMail } from './mail-links.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

export function createApiKeyStore({ read, write }: Runner): ApiKeyStore {
  return {
    create: (key, by, mail) => write(tx => createApiKey(tx, key, by, mail)),
    find: id => read(tx => tx.findApiKey(id)),
    listOf: userId => read(tx => tx.listApiKeys(userId)),
    revoke: (id, now, userId, by) => write(tx => revokeApiKey(tx, { id, now, userId, by })),
    recordUse: (id, now) => write(tx => tx.recordApiKeyUse(id, now)),
  }
}

/** The audit table tells of the others. */
const keptDeadKeys = 100

function* createApiKey(
  tx: Tx,
  key: NewApiKey,
  by?: Origin,
  mail?: AttachedMail,
): Steps<'created' | 'unknown_user' | 'too_many'> {
  const { id, userId, now, limit } = key
  const user = yield* tx.lockUser(userId)
  if (user === undefined) return 'unknown_user'
  if (limit !== undefined && (yield* tx.countWorkingApiKeys(userId, now)) >= limit) return 'too_many'
  yield* tx.deleteDeadApiKeys(userId, now, keptDeadKeys)
  yield* tx.insertApiKey(key)
  yield* audit(tx, { event: 'api_key.created', at: now, userId, ...named(id), changes: whatItIs(key) }, by)
  yield* attachMail(tx, user, mail)
  return 'created'
}

interface ApiKeyRevocation {
  readonly id: string
  readonly now: number
  /** If a user is named, the key is only revoked if it is theirs (IDOR). */
  readonly userId?: UserId | undefined
  readonly by?: Origin | undefined
}

function* revokeApiKey(tx: Tx, { id, now, userId, by }: ApiKeyRevocation): Steps<'revoked' | 'gone'> {
  const owner = yield* tx.revokeApiKey(id, now, userId)
  if (owner === undefined) return 'gone'
  yield* audit(tx, { event: 'api_key.revoked', at: now, userId: owner, ...named(id) }, by)
  return 'revoked'
}

/** A row for each, so that the history of a key has its end. */
export function* revokeApiKeysOf(tx: Tx, userId: UserId, now: number, by?: Origin): Steps<void> {
  const ids = yield* tx.revokeApiKeysOf(userId, now)
  yield* auditAll(
    tx,
    ids.map(id => ({ event: 'api_key.revoked', at: now, userId, ...named(id) })),
    by,
  )
}

function named(id: string) {
  return { reason: id, subject: `api_key:${id}` }
}

/** What an operator wants to know of a key that is gone. */
function whatItIs({ name, scopes, expiresAt }: NewApiKey): AuditChanges {
  return { name: [null, name], scopes: [null, scopes], expiresAt: [null, expiresAt] }
}
