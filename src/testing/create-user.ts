/** Creates accounts for tests, without the registration endpoint. */
import type { Auth } from '../auth.ts'
import { createAccount } from '../flows/register.ts'
import type { NewUser, User } from '../users/user.ts'
import type { UserFieldValues } from '../users/user-fields.ts'

/** The values of a user for a test; everything has a default. */
export interface TestUser {
  /** The login where accounts log in by address. By default derived from the user name. */
  readonly email?: string
  readonly username?: string
  readonly firstName?: string
  readonly lastName?: string
  /** Without one the account has an unusable password, which is enough for `actingAs`. */
  readonly password?: string
  readonly isStaff?: boolean
  readonly isSuperuser?: boolean
  readonly isActive?: boolean
  readonly emailVerified?: boolean
  readonly fields?: UserFieldValues
}

/** Django's `create_user`. Throws when the login is taken. */
export async function createUser({ system }: Pick<Auth, 'system'>, about: TestUser): Promise<User> {
  const { username, firstName, lastName, password, fields, isStaff, isSuperuser, isActive, emailVerified } = about
  const email = about.email ?? `${username ?? 'user'}@example.com`
  const given = { isStaff, isSuperuser, isActive, emailVerified }
  const flags: Pick<NewUser, keyof typeof given> = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  )
  const saved = await createAccount(system, { email, username, firstName, lastName, password, fields }, flags)
  if (saved === 'duplicate') throw new Error(`${username ?? email} is taken`)
  return saved
}
