/** Reads the rows of accounts at other providers. */
import type { SocialAccount } from '../../features/social/store.ts'
import { type Row, toUserId } from './row.ts'

export function toSocialAccount(row: Row): SocialAccount {
  return {
    provider: String(row.provider),
    subject: String(row.subject),
    userId: toUserId(row.user_id),
    email: String(row.email),
    linkedAt: Number(row.linked_at),
    lastUsedAt: Number(row.last_used_at),
  }
}
