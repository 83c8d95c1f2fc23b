/** Accounts as a test wants them, without asking the registration endpoint. */
import type { Auth } from '../auth.ts'
import { createAccount } from '../flows/register.ts'
import type { NewUser, User } from '../users/user.ts'
import type { UserFieldValues } from '../users/user-fields.ts'

export interface TestUser {
  /** The login in accounts by address; made up from the user name unless given. */
  readonly email?: string
  readonly username?: string
  readonly firstName?: string
  readonly lastName?: string
  /** Without one the account has no password that works: `actingAs` needs none. */
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
  const email = about.email ?? `${username ?? 'somebody'}@example.com`
  const given = { isStaff, isSuperuser, isActive, emailVerified }
  const flags: Pick<NewUser, keyof typeof given> = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  )
  const saved = await createAccount(system, { email, username, firstName, lastName, password, fields }, flags)
  if (saved === 'duplicate') throw new Error(`${username ?? email} is taken`)
  return saved
}
