/** Statements for accounts at other providers. */
import type { SocialAccount, SocialLink } from '../../features/social/store.ts'
import type { UserId } from '../../kernel/user-id.ts'

export interface SocialStatements {
  /** Of several first sign-ins of one account at once each waits for the one before. */
  lockSocialAccount(provider: string, subject: string): void
  findSocialOwner(provider: string, subject: string): UserId | undefined
  listSocialAccounts(userId: UserId): readonly SocialAccount[]
  insertSocialAccount(link: SocialLink): void
  recordSocialUse(account: Pick<SocialAccount, 'provider' | 'subject' | 'email'>, now: number): void
  deleteSocialAccount(userId: UserId, provider: string): void
  deleteSocialAccountsOf(userId: UserId): void
  /** Remembers that a user does not want to be found by this account of a provider. */
  insertSocialUnlink(account: Pick<SocialAccount, 'provider' | 'subject' | 'userId'>, now: number): void
  isSocialUnlinked(provider: string, subject: string): boolean
  deleteSocialUnlink(provider: string, subject: string): void
}
