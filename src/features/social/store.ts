/** Which account of a provider belongs to which of ours. Every verb is one transaction. */

import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { NewUser, User } from '../../users/user.ts'
import type { SocialProviders } from './provider.ts'
import type { Seal } from './seal.ts'

export interface SocialAccount {
  readonly provider: string
  /** The provider's id of its account. */
  readonly subject: string
  readonly userId: UserId
  /** The address that the provider named at the last sign-in. */
  readonly email: string
  /** Milliseconds since 1970. */
  readonly linkedAt: number
  readonly lastUsedAt: number
}

/** Somebody whom a provider vouches for comes in. */
export interface SocialEntry {
  readonly provider: string
  readonly subject: string
  readonly email: string
  /** What an account is opened from. Absent where the provider does not vouch for the address: only known people enter. */
  readonly account?: NewUser | undefined
  /** User names to try, in order; the first that is free is taken. */
  readonly usernames: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export type SocialEntryOutcome =
  | { readonly outcome: 'known' | 'created' | 'linked'; readonly user: User }
  /** Nobody here has this account of the provider, and its address proves nothing. */
  | { readonly outcome: 'unverified' }
  /** Somebody here has the address, and has not shown that it is theirs: whoever registered it first may be an impostor. */
  | { readonly outcome: 'taken' }

export interface SocialLink {
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
}

export interface SocialAccountStore {
  /** Finds, links or opens the account, whoever else does the same at once. */
  enter(entry: SocialEntry): Promise<SocialEntryOutcome>
  /** `taken`: it is somebody else's, or the user has another account of that provider. */
  link(link: SocialLink): Promise<'linked' | 'already' | 'taken' | 'gone'>
  /** `last`: without it the user could not log in any more, as far as `usable` providers go. */
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
    /** Which accounts at other providers belong to which user. */
    readonly socialAccounts: SocialAccountStore
    /** The providers that people may sign in with. */
    readonly social: SocialProviders
    /** For what a sign-in leaves with the browser. */
    readonly seal: Seal
  }
}
