/**
 * What an account looks like from outside: which member logs in, what registration and the profile take and show.
 * Two models, as the tutorials have them; the endpoints are the same rows in both.
 */

import type { FieldsSchema } from '../fields/read-fields.ts'
import type { TokenPair } from '../tokens/token-pair.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { User } from '../users/user.ts'
import type { Registration } from './registration.ts'

/** Values of the wire's members, by their names there. */
export type Members = Readonly<Record<string, unknown>>

export interface AccountModel {
  /** The member that names an account, at login and in the profile. */
  readonly loginField: 'email' | 'username'
  /** DRF's message for a name that somebody else has. */
  readonly takenMessage: string
  readonly registration: FieldsSchema
  /** Members of the body that must be equal, and where and what is said when they are not. */
  readonly mismatch: { readonly field: string; readonly message: string }
  readonly profile: FieldsSchema
  /** Whether Django's four validators judge a password at registration. */
  readonly checksPassword: boolean
  readRegistration(members: Members): Registration
  readProfile(members: Members): ProfileChanges
  registeredBody(user: User, tokens: TokenPair | undefined): object
  /** Whether registration logs in at once: tutorial 1 does, tutorial 3 does not. */
  readonly registrationLogsIn: boolean
  profileBody(user: User): object
  /** The `user` member of the login's answer. */
  briefBody(user: User): object
}
