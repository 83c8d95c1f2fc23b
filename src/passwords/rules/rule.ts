import type { PasswordForm } from '../form.ts'

/** Checks a new password; returns Django's message, or `undefined` when the password passes. */
export type PasswordRule = (question: PasswordQuestion) => string | undefined

export interface PasswordQuestion {
  readonly policy: PasswordPolicy
  readonly password: string
  /** Whose password it will be, when known: similarity is checked against this user. */
  readonly user?: PasswordOwner | undefined
}

/** The settings of the rules. `Settings` is assignable to it. */
export interface PasswordPolicy {
  readonly minimumPasswordLength: number
  readonly maximumPasswordLength: number
  /** The form in which the password is checked: the one that is hashed. As typed unless given. */
  readonly passwordForm?: PasswordForm | undefined
  /** The account model decides how messages name the e-mail address. */
  readonly accounts: 'email' | 'username'
  /** Replaces the bundled list. */
  readonly isCommonPassword?: ((password: string) => boolean) | undefined
}

/** The attributes that a password must not resemble. */
export interface PasswordOwner {
  readonly username?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly email?: string | undefined
}
