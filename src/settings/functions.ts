/** The settings that are functions. They live in the configuration file only: the environment holds no code. */

/** What every account has, whichever model it is. */
export interface UserFacts {
  readonly id: number | string
  /** Empty in the e-mail model. */
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly isActive: boolean
  readonly isStaff: boolean
  readonly isSuperuser: boolean
}

export interface FunctionSettings {
  /** Whether this user may have tokens; `undefined` is a user who does not exist. */
  readonly userAuthenticationRule: (user: UserFacts | undefined) => boolean | Promise<boolean>
  /** Claims beside the standard ones, written into every token of this user. */
  readonly tokenClaims: (
    user: UserFacts,
  ) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** Runs after the tokens were made. A rejection fails the login. */
  readonly onLoginSuccess: (user: UserFacts) => void | Promise<void>
  /** Runs after wrong credentials. Sensitive members arrive as twenty asterisks. */
  readonly onLoginFailed: (credentials: Readonly<Record<string, string>>) => void | Promise<void>
}
