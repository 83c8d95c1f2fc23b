/** A rule judges a new password and answers with Django's sentence, or `undefined` when it has nothing against it. */
export type PasswordRule = (asked: PasswordQuestion) => string | undefined

export interface PasswordQuestion {
  readonly policy: PasswordPolicy
  readonly password: string
  /** Whose password it will be, where that is known: only then it can be too similar to something. */
  readonly user?: PasswordOwner | undefined
}

/** What the rules are set to. The product's settings are one. */
export interface PasswordPolicy {
  readonly minimumPasswordLength: number
  readonly maximumPasswordLength: number
  /** The account model: it decides what the address is called. */
  readonly accounts: 'email' | 'username'
  /** Another list than the bundled one. */
  readonly isCommonPassword?: ((password: string) => boolean) | undefined
}

/** What a password may not resemble. */
export interface PasswordOwner {
  readonly username?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly email?: string | undefined
}
