/** Which account of a provider belongs to which user. Every method is one transaction. */

import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AttachedMail } from '../../mail/outbox.ts'
import type { NewUser, User } from '../../users/user.ts'
import type { SocialProviders } from './provider.ts'

export interface SocialAccount {
  readonly provider: string
  /** The provider's id of its account. */
  readonly subject: string
  readonly userId: UserId
  /** The address that the provider sent at the last sign-in. */
  readonly email: string
  /** Milliseconds since 1970. */
  readonly linkedAt: number
  readonly lastUsedAt: number
}

/** A user whom a provider has identified signs in. */
export interface SocialSignIn {
  readonly provider: string
  readonly subject: string
  readonly email: string
  /** The account to create. Absent if the provider has not verified the address: then only known users sign in. */
  readonly account?: NewUser | undefined
  /** Sent to the owner of an account that is linked now. */
  readonly mail?: AttachedMail | undefined
  /** User names to try, in order; the first free one is used. */
  readonly usernames: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export type SocialSignInOutcome =
  | { readonly outcome: 'known' | 'created' | 'linked'; readonly user: User }
  /** No user is linked to this account of the provider, and its address is not verified. */
  | { readonly outcome: 'unverified' }
  /** A user has the address but has not verified it: an attacker may have registered it first (pre-hijacking). */
  | { readonly outcome: 'taken' }

export interface SocialLink {
  /** To the owner, if the link is new. */
  readonly mail?: AttachedMail | undefined
  readonly userId: UserId
  readonly provider: string
  readonly subject: string
  readonly email: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export interface SocialUnlink {
  /** The providers by which a user can sign in now. */
  readonly usable: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
  /** An operator removes the last way in, too. */
  readonly takesLast?: boolean | undefined
  /** To the owner. */
  readonly mail?: AttachedMail | undefined
}

export interface SocialAccountStore {
  /** Finds, links or creates the account, also when several sign-ins do so at once. */
  findOrCreate(signIn: SocialSignIn): Promise<SocialSignInOutcome>
  /** `taken`: it is linked to another user, or the user has another account of that provider. */
  link(link: SocialLink): Promise<'linked' | 'already' | 'taken' | 'gone'>
  /** `last`: without it the user could not log in any more, as far as `usable` providers go; never with `takesLast`. */
  unlink(userId: UserId, provider: string, unlink: SocialUnlink): Promise<'unlinked' | 'unknown' | 'last'>
  listOf(userId: UserId): Promise<readonly SocialAccount[]>
}

declare module '../../store.ts' {
  interface Store {
    readonly socialAccounts: SocialAccountStore
  }
}

declare module '../../system.ts' {
  interface System {
    /** Which account of a provider belongs to which user. */
    readonly socialAccounts: SocialAccountStore
    /** The providers that users may sign in with. */
    readonly social: SocialProviders
  }
}
