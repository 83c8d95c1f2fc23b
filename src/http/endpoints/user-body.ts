/** A user as tutorial 1 shows one. */
import { fullName, type User } from '../../users/user.ts'

/** Its UserSerializer: what registration and the profile answer. */
export function userBody(user: User) {
  return { ...briefUserBody(user), is_active: user.isActive, date_joined: user.dateJoined }
}

/** The `user` member of the login's answer. */
export function briefUserBody(user: User) {
  return {
    id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    full_name: fullName(user),
  }
}

/** The claims of the login's tokens, where the configuration names no others. */
export function tutorialClaims(user: User): Record<string, unknown> {
  return {
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    full_name: fullName(user),
  }
}
