/**
 * An account model: which member users log in with, and the fields of registration and profile. There are two, as in
 * the tutorials; the endpoints are the same in both.
 */

import type { FieldsSchema } from '../fields/read-fields.ts'
import type { TokenPair } from '../tokens/token-pair.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { User } from '../users/user.ts'
import type { Registration } from './registration.ts'

/** Values by the names of members on the wire. */
export type Members = Readonly<Record<string, unknown>>

export interface AccountModel {
  /** The member that users log in with. */
  readonly loginField: 'email' | 'username'
  /** DRF's message for a login name that another account has. */
  readonly takenMessage: string
  readonly registration: FieldsSchema
  /** The error when the two passwords differ. */
  readonly mismatch: { readonly field: string; readonly message: string }
  readonly profile: FieldsSchema
  /** The `user` of the login response, and what a registration shows of the new user. */
  readonly brief: FieldsSchema
  readonly registered: FieldsSchema
  /** Whether Django's four validators check the password at registration. */
  readonly checksPassword: boolean
  readRegistration(members: Members): Registration
  readProfile(members: Members): ProfileChanges
  registeredBody(user: User, tokens: TokenPair | undefined): object
  /** Whether registration returns tokens: it does in tutorial 1, not in tutorial 3. */
  readonly registrationLogsIn: boolean
  profileBody(user: User): object
  /** The `user` member of the login response. */
  briefBody(user: User): object
}
